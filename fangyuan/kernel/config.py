"""Configuration: one typed object, its manual beside each field; nothing needs setting to start.

Order of truth: environment (`FANGYUAN_LISTEN`, `FANGYUAN_LIMITS__ENABLED`, …), then the TOML file, then the
defaults here. `manual()` prints the file with every setting explained, in zh-CN and English.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, cast, get_type_hints

import msgspec
from msgspec import Meta

from fangyuan.kernel.config_census import Census
from fangyuan.kernel.config_media import Media, Previews
from fangyuan.kernel.errors import FangyuanError
from fangyuan.kernel.text import Language


class ConfigError(FangyuanError):
    """The configuration can't be used; the message names the setting."""


Rate = Annotated[float, Meta(gt=0)]


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    enabled: Annotated[bool, Meta(title="是否限速。", description="Whether requests are limited at all.")] = (
        True
    )
    login_per_minute: Annotated[
        Rate,
        Meta(
            title="每个地址、每个账号每分钟登录次数。",
            description="Log-ins per minute, by address and account.",
        ),
    ] = 20.0
    login_burst: Annotated[
        int, Meta(ge=1, title="登录可突发次数。", description="Log-ins at once before that.")
    ] = 20
    message_per_minute: Annotated[
        Rate, Meta(title="每人每分钟发送次数。", description="Messages per minute and person.")
    ] = 120.0
    message_burst: Annotated[
        int, Meta(ge=1, title="发送可突发次数。", description="Messages at once before that.")
    ] = 60
    join_per_minute: Annotated[
        Rate,
        Meta(title="每人每分钟加入与邀请次数。", description="Joins and invitations per minute and person."),
    ] = 60.0
    join_burst: Annotated[
        int, Meta(ge=1, title="加入与邀请可突发次数。", description="Joins at once before that.")
    ] = 100
    create_per_minute: Annotated[
        Rate,
        Meta(title="每人每分钟建群次数。", description="Groups and chats founded per minute and person."),
    ] = 10.0
    create_burst: Annotated[
        int, Meta(ge=1, title="建群可突发次数。", description="Foundings at once before that.")
    ] = 30
    report_per_minute: Annotated[
        Rate, Meta(title="每人每分钟举报次数。", description="Reports per minute and person.")
    ] = 5.0
    report_burst: Annotated[
        int, Meta(ge=1, title="举报可突发次数。", description="Reports at once before that.")
    ] = 20
    write_per_minute: Annotated[
        Rate,
        Meta(
            title="每人每分钟其他写操作次数（回执、输入状态、资料等）。",
            description="Other writes per minute and person: receipts, typing, profile and so on.",
        ),
    ] = 600.0
    write_burst: Annotated[
        int, Meta(ge=1, title="其他写操作可突发次数。", description="Other writes at once before that.")
    ] = 200
    request_bytes: Annotated[
        int, Meta(ge=65536, title="请求正文上限（字节）。", description="Largest request body in bytes.")
    ] = 1_048_576
    import_bytes: Annotated[
        int, Meta(ge=65536, title="导入文件上限（字节）。", description="Largest imported file in bytes.")
    ] = 67_108_864


class Registration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mode: Annotated[
        Literal["closed", "token", "open"],
        Meta(
            title="注册方式：closed 账号只来自通讯录；token 凭邀请码；open 任何人（仅供测试）。",
            description="closed: accounts come from the directory only; token: with a registration token; "
            "open: anybody (for tests).",
        ),
    ] = "closed"
    guests: Annotated[
        bool,
        Meta(
            title="是否接受访客账号。访客只能进入允许访客的房间，不能进入有群规的群。",
            description="Whether guests may have accounts. They enter only rooms that let guests in, and no governed "
            "group.",
        ),
    ] = False
    shared_secret: Annotated[
        str,
        Meta(
            title="供开户脚本用的共享密钥（/_synapse/admin/v1/register），持有者可创建管理员；空则关闭。",
            description="A secret for provisioning scripts (/_synapse/admin/v1/register): who holds it can make "
            "administrators. Empty: off.",
        ),
    ] = ""


class Passwords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    minimum_length: Annotated[
        int, Meta(ge=1, title="密码最短长度。", description="Shortest password allowed, in characters.")
    ] = 8
    cheap: Annotated[
        bool,
        Meta(
            title="用便宜的密码散列，仅供测试，切勿用于生产。",
            description="Hash passwords cheaply: for tests only, never in production.",
        ),
    ] = False


class Sessions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    access_token_minutes: Annotated[
        int,
        Meta(
            ge=1,
            title="支持刷新令牌的客户端，其访问令牌的有效分钟数。",
            description="Minutes that an access token lasts for clients which can refresh it.",
        ),
    ] = 60
    refresh_token_days: Annotated[
        int, Meta(ge=1, title="刷新令牌的有效天数。", description="Days that a refresh token lasts.")
    ] = 90


class LoginTokens(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    enabled: Annotated[
        bool,
        Meta(
            title="允许已登录的设备在验证密码后，为新设备签发两分钟内有效的一次性登录令牌。",
            description="Whether a signed-in device may, after asking for the password, issue a token by which a new "
            "device signs in once, within two minutes.",
        ),
    ] = False


class Groups(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ungoverned_rooms: Annotated[
        bool,
        Meta(
            title="允许没有群规的普通房间。默认否：客户端建的群一律按项目组立规。",
            description="Allow plain rooms without a charter. By default a group made in a stock client is founded "
            "as a project group.",
        ),
    ] = False
    org_spaces: Annotated[
        bool,
        Meta(
            title="是否把组织架构呈现为一棵空间树（公司、各部门，部门群在其部门的空间里）。改为否并重启，空间随即撤下。",
            description="Show the org chart as a tree of spaces: the company, each department, its groups inside. Set "
            "to false and restart to take the spaces down.",
        ),
    ] = True
    house_localpart: Annotated[
        str,
        Meta(
            pattern=r"^[a-z0-9._=/+-]+$",
            title="系统账号（群规管家）的账号名。",
            description="Localpart of the house's own account, which explains charters.",
        ),
    ] = "fangyuan"


class Presence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    enabled: Annotated[
        bool,
        Meta(
            title="是否让同群的人看到彼此在线、离开或离线，以及状态签名。关闭后所有人都显示为离线。",
            description="Whether people who share a room see each other online, away or gone, and each other's status "
            "message. When off, everybody looks offline.",
        ),
    ] = True


class DelayedEvents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    longest_delay_minutes: Annotated[
        int,
        Meta(
            ge=1,
            title="定时发送最长可延迟多少分钟（通话靠它在掉线时挂断）。",
            description="Longest delay of an event to be sent later, in minutes. Calls hang up by it for who is gone.",
        ),
    ] = 1_440
    most_per_person: Annotated[
        int,
        Meta(
            ge=1,
            title="每人最多同时有多少条等待定时发送的消息。",
            description="How many events of one person may wait to be sent later.",
        ),
    ] = 100


class Push(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    full_content: Annotated[
        bool,
        Meta(
            title="是否把消息内容交给没有要求 event_id_only 的推送网关。默认否：网关只知道哪个群有新消息，不知道内容。"
            "加密消息的内容任何时候都不交出。",
            description="Give push gateways that didn't ask for event_id_only the content of messages. By default they "
            "learn which room has news, not what it says. The content of encrypted messages is never given.",
        ),
    ] = False
    allow_private_gateways: Annotated[
        bool,
        Meta(
            title="允许推送到内网地址（公司自建推送网关时开启），并允许 http。",
            description="Push to private addresses too, for a gateway inside the company; plain http is allowed then.",
        ),
    ] = False
    contact: Annotated[
        str,
        Meta(
            title="网页推送服务商出问题时联系的邮箱；空则为 admin@服务器名。",
            description="The mailbox that Web Push services write to about trouble; empty: admin@server_name.",
        ),
    ] = ""


class Voip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    turn_uris: Annotated[
        str,
        Meta(
            title="TURN 服务器地址，多个用逗号隔开，如 turn:turn.example.com?transport=udp；空则不提供。",
            description="TURN servers for calls, separated by commas: turn:turn.example.com?transport=udp. "
            "Empty: none.",
        ),
    ] = ""
    turn_shared_secret: Annotated[
        str,
        Meta(
            title="与 TURN 服务器共用的密钥（coturn 的 static-auth-secret）。",
            description="The secret shared with the TURN servers (coturn's static-auth-secret).",
        ),
    ] = ""
    turn_minutes: Annotated[
        int,
        Meta(
            ge=1,
            title="一次发放的 TURN 凭据有效多少分钟。",
            description="Minutes that TURN credentials last.",
        ),
    ] = 1_440
    livekit_url: Annotated[
        str,
        Meta(
            title="多人通话所用 LiveKit 授权服务的网址；空则不提供。",
            description="The URL of the LiveKit authorisation service for group calls. Empty: none.",
        ),
    ] = ""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole configuration. What runs takes `effective()`, in which the test mode has had its say."""

    server_name: Annotated[
        str,
        Meta(
            pattern=r"^[A-Za-z0-9.-]+(:\d{1,5})?$",
            title="公司的服务器名，出现在每个账号里（@姓名：服务器名），定下后不可更改。",
            description="The company's server name, part of every account (@name:server_name). Can't change later.",
        ),
    ] = "localhost"
    company: Annotated[str, Meta(title="公司名称。", description="The company's name.")] = "方圆"
    language: Annotated[
        Language, Meta(title="默认语言。", description="Language for people who have not chosen one.")
    ] = "zh-CN"
    listen: Annotated[
        str,
        Meta(
            pattern=r"^.+:\d{1,5}$",
            title="监听地址与端口。",
            description="Address and port to listen on; port 0 takes a free one.",
        ),
    ] = "127.0.0.1:8008"
    public_baseurl: Annotated[
        str,
        Meta(
            title="客户端访问本服务器的网址；空则用请求里的地址。",
            description="The URL by which clients reach this server; empty means the address they asked.",
        ),
    ] = ""
    data_dir: Annotated[
        str, Meta(title="数据目录。", description="The folder for the data of this server.")
    ] = "./fangyuan-data"
    database: Annotated[
        str,
        Meta(
            title="数据库。空则为数据目录里的 SQLite；或 postgresql://用户：密码@主机/库。",
            description="Empty: SQLite in the data folder. Or postgresql://user:password@host/name.",
        ),
    ] = ""
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Meta(title="日志级别。", description="How much is logged."),
    ] = "info"
    trust_forwarded_for: Annotated[
        bool,
        Meta(
            title="服务器在反向代理之后时，信任 X-Forwarded-For 里的地址。",
            description="Behind a reverse proxy: take the client's address from X-Forwarded-For.",
        ),
    ] = False
    app_services: Annotated[
        tuple[str, ...],
        Meta(
            title="应用服务（桥接与机器人）的注册文件，YAML，可列多个。",
            description="Registration files of application services (bridges and bots), YAML.",
        ),
    ] = ()
    test_mode: Annotated[
        bool,
        Meta(
            title="测试模式，仅供公开的一致性测试套件使用，切勿用于生产：任何人一步注册、接受访客、访问令牌可写在网址里、"
            "不限速、密码散列从简、可预览本机网址、向内网推送网关发送完整内容、允许没有群规的房间、房间列表不登录可看、"
            "头像可用任意网址、开放旧的免登录媒体接口与已废弃接口。开启期间每分钟在控制台警告一次。",
            description="The test mode, for public conformance suites only, never in production: anybody registers in "
            "one step, guests are admitted, access tokens may stand in the URL, no rate limits, a cheap password hash, "
            "previews of loopback addresses, whole messages pushed to gateways inside, rooms without a charter, the "
            "list of rooms and media without sign-in, pictures of people from any address, and deprecated calls. "
            "A warning on the console each minute.",
        ),
    ] = False
    limits: Annotated[Limits, Meta(title="限速与上限。", description="Rates and sizes.")] = Limits()
    registration: Annotated[Registration, Meta(title="注册。", description="Registration.")] = Registration()
    passwords: Annotated[Passwords, Meta(title="密码。", description="Passwords.")] = Passwords()
    sessions: Annotated[Sessions, Meta(title="登录会话。", description="Sessions.")] = Sessions()
    presence: Annotated[Presence, Meta(title="在线状态。", description="Presence.")] = Presence()
    delayed_events: Annotated[
        DelayedEvents, Meta(title="定时发送。", description="Events to be sent later.")
    ] = DelayedEvents()
    login_tokens: Annotated[
        LoginTokens, Meta(title="一次性登录令牌。", description="Single-use login tokens.")
    ] = LoginTokens()
    voip: Annotated[Voip, Meta(title="音视频通话。", description="Calls.")] = Voip()
    groups: Annotated[Groups, Meta(title="群组。", description="Groups.")] = Groups()
    census: Annotated[Census, Meta(title="群清册与复审。", description="The register of groups.")] = Census()
    media: Annotated[Media, Meta(title="文件。", description="Files.")] = Media()
    previews: Annotated[Previews, Meta(title="链接预览。", description="Previews of links.")] = Previews()
    push: Annotated[Push, Meta(title="手机与网页推送。", description="Push to phones and browsers.")] = Push()

    def effective(self) -> Config:
        """The configuration as it holds: the test mode overrules what it must. This is the one place that says how.

        What it allows beyond settings asks `is_lenient`.
        """
        if not self.test_mode:
            return self
        replace = msgspec.structs.replace
        return replace(
            self,
            limits=replace(self.limits, enabled=False),
            registration=replace(self.registration, mode="open", guests=True),
            passwords=replace(self.passwords, cheap=True, minimum_length=1),
            groups=replace(self.groups, ungoverned_rooms=True),
            media=replace(self.media, unauthenticated=True),
            previews=replace(self.previews, enabled=True, allow_private=True),
            push=replace(self.push, full_content=True, allow_private_gateways=True),
        )

    @property
    def is_lenient(self) -> bool:
        """Whether what the spec has deprecated is answered still: tokens in the URL, /events and /initialSync."""
        return self.test_mode

    def database_url(self) -> str:
        """The database's URL; SQLite in the data folder when none is set."""
        return self.database or f"sqlite:///{Path(self.data_dir) / 'fangyuan.sqlite'}"

    def host_and_port(self) -> tuple[str, int]:
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)


ENVIRONMENT_PREFIX = "FANGYUAN_"
# Variables that belong to the tests and tools, not to the configuration.
_NOT_SETTINGS = {
    "FANGYUAN_CONFIG",
    "FANGYUAN_HYPOTHESIS",
    "FANGYUAN_MATRIX_SPEC",
    "FANGYUAN_TEST_DATABASES",
}


def load(path: Path | None = None, environ: Mapping[str, str] | None = None) -> Config:
    """The configuration from file and environment; ConfigError names what is wrong with which setting."""
    table: dict[str, Any] = {}
    if path is not None:
        try:
            table = cast(dict[str, Any], msgspec.toml.decode(path.read_bytes()))
        except FileNotFoundError as cause:
            raise ConfigError(f"{path}: no such file / 没有这个文件") from cause
        except (msgspec.DecodeError, UnicodeDecodeError) as cause:
            raise ConfigError(f"{path}: not valid TOML / 不是有效的 TOML:{cause}") from cause
    for name, value in (os.environ if environ is None else environ).items():
        if name.startswith(ENVIRONMENT_PREFIX) and name not in _NOT_SETTINGS:
            _place(table, name.removeprefix(ENVIRONMENT_PREFIX).lower().split("__"), value)
    try:
        return msgspec.convert(table, Config, strict=False).effective()
    except msgspec.ValidationError as cause:
        raise ConfigError(f"{path or 'environment'}: {cause}") from cause


def _place(table: dict[str, Any], path: list[str], value: str) -> None:
    for part in path[:-1]:
        table = table.setdefault(part, {})
    table[path[-1]] = value
    if value.startswith("["):  # a list, as in TOML; an IPv6 address begins so, too
        with contextlib.suppress(msgspec.DecodeError):
            table[path[-1]] = msgspec.json.decode(value)


def settings() -> list[tuple[str, Any, str, str]]:
    """Every setting: (dotted name, default, explanation in zh-CN, in English)."""
    return list(_walk(Config, ""))


def _walk(struct: type[msgspec.Struct], prefix: str) -> list[tuple[str, Any, str, str]]:
    rows: list[tuple[str, Any, str, str]] = []
    hints = get_type_hints(struct, include_extras=True)
    for field in msgspec.structs.fields(struct):
        meta = next(
            (m for m in getattr(hints[field.name], "__metadata__", ()) if m.title),
            Meta(title="", description=""),
        )
        if isinstance(field.default, msgspec.Struct):
            rows.append((prefix + field.name, None, meta.title or "", meta.description or ""))
            rows.extend(_walk(type(field.default), f"{prefix}{field.name}."))
        else:
            rows.append((prefix + field.name, field.default, meta.title or "", meta.description or ""))
    return rows


def manual() -> str:
    """A TOML file of all defaults with the manual beside each setting."""
    lines: list[str] = []
    for name, default, chinese, english in settings():
        if default is None:
            lines += ["", f"# {chinese} {english}", f"[{name}]"]
        else:
            value = msgspec.json.encode(
                default
            ).decode()  # the scalars that we use look alike in TOML and JSON
            lines += [f"# {chinese}", f"# {english}", f"# {name.rpartition('.')[2]} = {value}", ""]
    return "\n".join(lines).strip() + "\n"
