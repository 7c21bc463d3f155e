"""Pictures and words of PDF pages, made in a process of their own."""
