"""HTTP and sockets: thin adapters of the actions. Every URL stands in routes.py."""
