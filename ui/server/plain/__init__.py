"""The light pages by address, and what tells search engines of them."""
