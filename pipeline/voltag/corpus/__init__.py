"""Where public documents are: manifests, fetching what they list, adding to them."""
