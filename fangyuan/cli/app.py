"""The commands and their arguments; what they do stands in the modules beside this one."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Group, Parameter

from fangyuan.cli.place import load_config
from fangyuan.cli.words import explain

_COMMANDS = Group(explain("commands"))
_ARGUMENTS = Group(explain("arguments"))
_OPTIONS = Group(explain("options"))

# `--config` is taken off the command line by `launch`, wherever it stands, and handed to the command.
ConfigPath = Annotated[Path | None, Parameter(parse=False)]
Name = Annotated[str, Parameter(help=explain("name"))]


def _default_worth_showing(value: object) -> str | None:
    return str(value) if value else None


def _app(name: str) -> App:
    made = App(
        name=name,
        help=explain(name),
        version=version("fangyuan"),
        help_format="plaintext",
        group_commands=_COMMANDS,
        group_arguments=_ARGUMENTS,
        group_parameters=_OPTIONS,
        default_parameter=Parameter(negative=(), show_default=_default_worth_showing),
    )
    made["--help"].help = explain("help")
    made["--version"].help = explain("version")
    return made


def _option(key: str, *names: str) -> Parameter:
    return Parameter(name=list(names) or None, help=explain(key))


app = _app("fangyuan")
user = _app("user")
log = _app("audit")
index = _app("search")
charters = _app("charter")
register = _app("census")
group = _app("group")
app.command(user)
app.command(log)
app.command(index)
app.command(charters)
app.command(register)
app.command(group)


@app.meta.default
def launch(
    *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    config: Annotated[Path | None, _option("config", "--config")] = None,
) -> Any:
    command, bound, ignored = app.parse_args(tokens)
    given = {"config": config} if "config" in ignored else {}
    return command(*bound.args, **bound.kwargs, **given)


@app.command(help=explain("serve"))
def serve(*, config: ConfigPath = None) -> None:
    from fangyuan.cli import serving

    serving.serve(load_config(config))


@app.command(help=explain("demo"))
def demo(
    *,
    data_dir: Annotated[Path, _option("demo_data", "--data-dir")] = Path("demo-data"),
    listen: Annotated[str, _option("demo_listen", "--listen")] = "127.0.0.1:8008",
) -> None:
    from fangyuan.cli import demo

    demo.run(data_dir, listen)


@app.command(name="import", help=explain("import"))
def import_file(
    file: Annotated[Path, Parameter(help=explain("import_file"))],
    /,
    *,
    full: Annotated[bool, _option("import_full", "--full")] = False,
    apply: Annotated[bool, _option("import_apply", "--apply")] = False,
    codes: Annotated[Path | None, _option("import_codes", "--codes")] = None,
    config: ConfigPath = None,
) -> int:
    from fangyuan.cli import importing

    return importing.run(load_config(config), file, is_full=full, do_apply=apply, codes_file=codes)


@app.command(help=explain("doctor"))
def doctor(*, config: ConfigPath = None) -> int:
    from fangyuan.cli import doctor

    return doctor.run(config)


@app.command(name="config", help=explain("config_manual"))
def show_config() -> None:
    from fangyuan.kernel.config import manual

    sys.stdout.write(manual())


@app.command(name="openapi", help=explain("openapi"))
def show_openapi() -> None:
    from fangyuan.http import openapi, table

    sys.stdout.write(openapi.text(table.governance_routes()))


# -- user --------------------------------------------------------------------------------------------------


@user.command(help=explain("user_add"))
def add(
    name: Name,
    /,
    *,
    displayname: Annotated[str | None, _option("displayname", "--displayname")] = None,
    admin: Annotated[bool, _option("as_admin", "--admin")] = False,
    config: ConfigPath = None,
) -> None:
    from fangyuan.cli import users

    users.add(load_config(config), name, displayname, is_admin=admin)


@user.command(help=explain("user_password"))
def password(name: Name, /, *, config: ConfigPath = None) -> None:
    from fangyuan.cli import users

    users.set_password(load_config(config), name)


@user.command(help=explain("user_code"))
def code(name: Name, /, *, config: ConfigPath = None) -> None:
    from fangyuan.cli import users

    users.issue_code(load_config(config), name)


@user.command(help=explain("user_admin"))
def admin(
    name: Name,
    /,
    *,
    revoke: Annotated[bool, _option("revoke", "--revoke")] = False,
    config: ConfigPath = None,
) -> None:
    from fangyuan.cli import users

    users.set_admin(load_config(config), name, is_admin=not revoke)


@user.command(name="list", help=explain("user_list"))
def list_users(*, config: ConfigPath = None) -> None:
    from fangyuan.cli import users

    users.show(load_config(config))


@user.command(help=explain("user_deactivate"))
def deactivate(name: Name, /, *, config: ConfigPath = None) -> None:
    from fangyuan.cli import users

    users.deactivate(load_config(config), name)


# -- audit -------------------------------------------------------------------------------------------------


@log.command(help=explain("audit_verify"))
def verify(
    file: Annotated[Path | None, _option("audit_file")] = None,
    /,
    *,
    expect: Annotated[str, _option("audit_expect", "--expect")] = "",
    compare: Annotated[bool, _option("audit_compare", "--compare")] = False,
    config: ConfigPath = None,
) -> int:
    from fangyuan.cli import auditing

    if file is not None:
        if compare:
            return auditing.compare(load_config(config), file)
        return auditing.verify_file(file, expect)
    return auditing.verify(load_config(config), expect)


@log.command(help=explain("audit_export"))
def export(
    *, out: Annotated[Path | None, _option("audit_out", "--out")] = None, config: ConfigPath = None
) -> None:
    from fangyuan.cli import auditing

    auditing.export(load_config(config), out)


@log.command(name="list", help=explain("audit_list"))
def list_entries(
    *,
    limit: Annotated[int, _option("audit_limit", "--limit")] = 20,
    subject: Annotated[str, _option("audit_subject", "--subject")] = "",
    actor: Annotated[str, _option("audit_actor", "--actor")] = "",
    act: Annotated[str, _option("audit_act", "--act")] = "",
    config: ConfigPath = None,
) -> None:
    from fangyuan.cli import auditing

    auditing.show(load_config(config), limit, subject, actor, act)


# -- search ------------------------------------------------------------------------------------------------


@index.command(help=explain("search_rebuild"))
def rebuild(*, config: ConfigPath = None) -> None:
    from fangyuan.cli import searching

    searching.rebuild(load_config(config))


# -- charter -----------------------------------------------------------------------------------------------


@charters.command(help=explain("charter_lint"))
def lint(file: Annotated[Path, Parameter(help=explain("charter_file"))], /) -> int:
    from fangyuan.cli import linting

    return linting.lint(file)


# -- census ------------------------------------------------------------------------------------------------


@register.command(name="export", help=explain("census_export"))
def export_census(
    file: Annotated[Path, Parameter(help=explain("census_file"))],
    /,
    *,
    status: Annotated[str, _option("census_status", "--status")] = "",
    config: ConfigPath = None,
) -> None:
    from fangyuan.cli import registering

    registering.export(load_config(config), file, status)


# -- group -------------------------------------------------------------------------------------------------


@group.command(name="export", help=explain("group_export"))
def export_group(
    room: Annotated[str, Parameter(help=explain("group_room"))],
    file: Annotated[Path, Parameter(help=explain("group_file"))],
    /,
    *,
    config: ConfigPath = None,
) -> None:
    from fangyuan.cli import grouping

    grouping.export(load_config(config), room, file)


@group.command(name="verify", help=explain("group_verify"))
def verify_group(
    file: Annotated[Path, Parameter(help=explain("group_file"))], /, *, config: ConfigPath = None
) -> int:
    from fangyuan.cli import grouping

    return grouping.verify(file)
