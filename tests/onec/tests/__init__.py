"""The stand-in proved by itself, without the product."""
