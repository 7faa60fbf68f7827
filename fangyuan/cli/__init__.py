"""The command line: `fangyuan serve | demo | user | import | audit | doctor | config | openapi`. Arguments, no rules.

Exit codes: 0 done, 1 an expected failure (one line on stderr says which), 2 wrong arguments, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from fangyuan.kernel.errors import FangyuanError


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command and exits."""
    from fangyuan.cli.app import app
    from fangyuan.cli.words import terminal_languages

    try:
        app.meta(sys.argv[1:] if arguments is None else arguments)
    except FangyuanError as error:
        sys.exit(
            f"fangyuan: {' / '.join(dict.fromkeys(error.say(language) for language in terminal_languages()))}"
        )
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        sys.exit(f"fangyuan: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
