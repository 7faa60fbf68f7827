"""Finding messages, Chinese inside sentences too, among what the person may read.

Client-Server API §Server Side Search.
"""
