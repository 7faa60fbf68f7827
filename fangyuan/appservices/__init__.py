"""Application services: bridges and bots with a namespace of their own. Application Service API."""
