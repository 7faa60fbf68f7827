"""The web client at the house's own address: the files that `npm run build` wrote, and its one page (decision 0026).

`Webapp(folder).find(req)` answers where no route was found. Only names that the folder listed when the server started
are ever served, so no request can lead out of it.
"""

from __future__ import annotations

from fangyuan.http.webapp.serving import DIST, Webapp

__all__ = ["DIST", "Webapp"]
