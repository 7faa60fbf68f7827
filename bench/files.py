"""The cases of files: CPU per megabyte up and down, and the small picture of every day."""

import itertools

from .matrix import MatrixError, User
from .measure import Sample, Timer
from .world import AnyCase, Case, Sizes, Target, World, one_metric

MB = 1_048_576
SMALL = 60_000  # bytes: a picture as clients send it
_numbers = itertools.count(1)


def content(size: int) -> bytes:
    """No two are alike, so that nobody can store one for another; like noise, as compressed files are."""
    number = next(_numbers)
    block = bytes((index * 167 + number) % 251 for index in range(65_536)) + number.to_bytes(8, "big")
    return (block * (size // len(block) + 1))[:size]


class FilesWorld(World):
    """Somebody who uploads, somebody who downloads, and a file."""

    uploader: User
    reader: User

    async def prepare(self) -> None:
        self.uploader, self.reader = await self.users("filer", 2)
        self.path = await self.uploader.upload(content(self.sizes.file_megabytes * MB))


def _per_megabyte(sample: Sample, files: int, sizes: Sizes) -> Sample:
    sample.operations = files * sizes.file_megabytes
    sample.notes["megabytes_per_second"] = sample.operations / sample.wall_seconds
    return sample


async def upload(world: FilesWorld, sizes: Sizes) -> Sample:
    contents = [content(sizes.file_megabytes * MB) for _ in range(sizes.files)]
    async with world.meter.section() as sample:
        for one in contents:
            with Timer(sample):
                await world.uploader.upload(one)
    return _per_megabyte(sample, len(contents), sizes)


async def download(world: FilesWorld, sizes: Sizes) -> Sample:
    async with world.meter.section() as sample:
        for _ in range(sizes.files):
            with Timer(sample):
                got = await world.reader.download(world.path)
            if len(got) != sizes.file_megabytes * MB:
                raise MatrixError(f"{len(got)} bytes came down")
    return _per_megabyte(sample, sizes.files, sizes)


async def upload_small(world: FilesWorld, sizes: Sizes) -> Sample:
    contents = [content(SMALL) for _ in range(sizes.small_files)]
    async with world.meter.section() as sample:
        for one in contents:
            with Timer(sample):
                await world.uploader.upload(one)
    return sample


async def download_small(world: FilesWorld, sizes: Sizes) -> Sample:
    path = await world.uploader.upload(content(SMALL))
    async with world.meter.section() as sample:
        for _ in range(sizes.small_files):
            with Timer(sample):
                await world.reader.download(path)
    return sample


FILE_CASES: tuple[AnyCase, ...] = (
    Case("media_up", "ms CPU per MB", FilesWorld, one_metric(upload), Target(ratio=1)),
    Case("media_down", "ms CPU per MB", FilesWorld, one_metric(download), Target(ratio=1)),
    Case("media_small_up", "ms CPU per file", FilesWorld, one_metric(upload_small), Target(ratio=1)),
    Case("media_small_down", "ms CPU per file", FilesWorld, one_metric(download_small), Target(ratio=1)),
)
