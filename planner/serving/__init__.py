"""How the application is put on the network: safely, in one process or in several, and off it again without losing a request."""
