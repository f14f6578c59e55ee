"""Rows that are changed, one or many. Each view serves htmx 4, htmx 2, Alpine AJAX and a browser without JavaScript."""
