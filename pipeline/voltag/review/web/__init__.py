"""The reviewers' web application: results in, decisions out."""
