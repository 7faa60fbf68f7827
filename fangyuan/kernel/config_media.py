"""The settings of files and of previews of links, with their manual."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta


class Media(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    store: Annotated[
        str,
        Meta(
            pattern=r"^(s3://[^/]+(/.*)?|(?!\w+://).*)$",
            title="文件存放处。空则为数据目录里的 media；也可写别的目录，或 s3://桶/前缀。"
            "S3 的密钥用环境变量 AWS_ACCESS_KEY_ID 与 AWS_SECRET_ACCESS_KEY 给出。"
            "请为桶配置“清理未完成分段上传”的生命周期规则。",
            description="Where files are kept. Empty: the folder media in the data folder. Or another folder, or "
            "s3://bucket/prefix; its keys come by the environment, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Give "
            "the bucket a lifecycle rule that ends incomplete multipart uploads.",
        ),
    ] = ""
    s3_endpoint: Annotated[
        str,
        Meta(
            title="S3 服务网址；空则为 AWS。自建存储（MinIO 等）在此填写。",
            description="The URL of the S3 service; empty means AWS. For MinIO and other stores of one's own.",
        ),
    ] = ""
    s3_region: Annotated[str, Meta(title="S3 区域。", description="The region of the bucket.")] = "us-east-1"
    upload_bytes: Annotated[
        int, Meta(ge=1024, title="单个文件上限（字节）。", description="Largest file in bytes.")
    ] = 104_857_600
    person_quota_bytes: Annotated[
        int,
        Meta(
            ge=0,
            title="每人文件总量上限（字节），0 为不限。",
            description="Bytes of files that one person may keep; 0 means any number.",
        ),
    ] = 0
    total_quota_bytes: Annotated[
        int,
        Meta(
            ge=0,
            title="全公司文件总量上限（字节，相同文件只计一次），0 为不限。",
            description="Bytes of files that the company may keep, equal files counted once; 0 means any number.",
        ),
    ] = 0
    pending_uploads: Annotated[
        int,
        Meta(
            ge=1,
            title="每人可同时预留而未上传的文件数。",
            description="Files that one person may announce at once before uploading them.",
        ),
    ] = 20
    pending_hours: Annotated[
        int,
        Meta(ge=1, title="预留的文件须在几小时内上传。", description="Hours to upload an announced file."),
    ] = 24
    grace_hours: Annotated[
        int,
        Meta(
            ge=0,
            title="消息撤回、头像更换后，其文件过几小时删除。",
            description="Hours until a file is deleted after its last message was redacted or its picture replaced.",
        ),
    ] = 24
    unused_days: Annotated[
        int,
        Meta(
            ge=1,
            title="上传后一直没有发出的文件过几天删除。加密群里的文件服务器看不到去处，不在此列。",
            description="Days until a file is deleted that was uploaded and never sent. Files of encrypted groups are "
            "spared: the server can't see where they were sent.",
        ),
    ] = 14
    unauthenticated: Annotated[
        bool,
        Meta(
            title="允许不登录下载文件的旧接口，仅供测试与很旧的客户端：知道网址的任何人都能下载。",
            description="Allow the deprecated download without sign-in, for tests and very old clients: anybody who "
            "knows the address gets the file.",
        ),
    ] = False


class Previews(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    enabled: Annotated[
        bool,
        Meta(
            title="为消息里的链接生成预览。开启后服务器会访问员工贴出的网址。",
            description="Preview the links in messages. The server then visits the addresses that people post.",
        ),
    ] = False
    allow_private: Annotated[
        bool,
        Meta(
            title="允许预览内网与本机地址，仅供测试：员工可借服务器访问内部系统。",
            description="Allow previews of private and loopback addresses, for tests only: people could reach "
            "internal systems through the server.",
        ),
    ] = False
    page_bytes: Annotated[
        int, Meta(ge=1024, title="网页最多读取字节数。", description="Most bytes read of a page.")
    ] = 1_048_576
    image_bytes: Annotated[
        int,
        Meta(ge=1024, title="预览图片上限（字节）。", description="Largest picture of a preview, in bytes."),
    ] = 8_388_608
    timeout_seconds: Annotated[
        float,
        Meta(gt=0, title="访问一个网址最多几秒。", description="Seconds allowed for visiting one address."),
    ] = 10.0
    keep_hours: Annotated[
        int, Meta(ge=1, title="预览保留几小时。", description="Hours that a preview is kept.")
    ] = 24
