"""The edge: routes, authentication, limits, parsing, the error map. No rules of the company live here.

`client/` is the Matrix Client-Server API, one file for each section of the spec; `governance/` is our own API.
A handler parses, calls one verb, answers; `edge` does what is the same for all.
"""
