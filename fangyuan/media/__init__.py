"""Files: upload, download, thumbnails, and when they end. Client-Server API §Content repository."""
