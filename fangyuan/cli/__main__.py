"""`python -m fangyuan.cli`."""

from fangyuan.cli import main

main()
