"""Rows of every kind to page through."""
