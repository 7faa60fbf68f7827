"""End-to-end encryption, as far as a server takes part: keys of devices, backups, messages to devices.

Below `identity`, which tells it when devices end.
Client-Server API §End-to-End Encryption, §Send-to-Device messaging.
"""
