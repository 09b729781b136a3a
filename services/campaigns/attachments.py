"""Files kept with measures: in the data folder under the hash of their bytes, written whole or not at all.

The file is written before its record: a writing that fails leaves at most a file that nobody names, which the
next one of the same bytes takes over. Files are never deleted, so that every backup finds the files it names.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import tables_campaigns as t
from models.errors import FileProblem, NotFound, ValidationError
from services import text
from services.campaigns.states import get_measure

FOLDER = "附件"
MAX_FILE = 50 * 1024 * 1024
"""Bytes of one attachment."""
MAX_MEASURE = 500 * 1024 * 1024
"""Bytes of all attachments of one measure."""
_PIECE = 1024 * 1024
_NAME_MAX = 200


@dataclass(frozen=True)
class AttachmentRow:
    """One attachment; `path` is its place in the data folder, `missing` when the file is not there.

    `damaged`: it is there with another size (its bytes are checked only when it is opened or copied out).
    """

    id: int
    name: str
    size: int
    sha256: str
    measure_id: int | None
    entry_id: int | None
    path: Path
    missing: bool
    damaged: bool = False


def attach(
    session: Session,
    folder: Path,
    measure_id: int,
    source: Path,
    *,
    entry_id: int | None = None,
) -> int:
    """Keep a file with a measure, or with one of its entries; returns the attachment's id.

    `folder` is the data folder (`Database.folder`). The same bytes are stored once. Raises FileProblem (cannot be
    read, disk full), ValidationError (empty, too large), NotFound.
    """
    measure = get_measure(session, measure_id)
    if entry_id is not None:
        entry = session.get(t.ProgressEntry, entry_id)
        if (
            entry is None
            or entry.deleted_at is not None
            or entry.measure_id != measure_id
        ):
            raise NotFound("这条进展记录已经不在了，没有添加附件。")
    name = text.clean(source.name)[-_NAME_MAX:]
    size = _size(source, name)
    used = session.scalar(
        select(func.coalesce(func.sum(t.Attachment.size), 0)).where(
            t.Attachment.measure_id == measure_id, t.Attachment.deleted_at.is_(None)
        )
    )
    if (used or 0) + size > MAX_MEASURE:
        raise ValidationError(
            f"这条任务的附件已超过 {MAX_MEASURE // _PIECE} 兆，没有添加“{name}”。",
            "file",
        )
    digest, stored = _store(folder, source, name)
    record = t.Attachment(
        campaign_id=measure.campaign_id,
        measure_id=measure_id,
        entry_id=entry_id,
        name=name,
        sha256=digest,
        size=stored,
    )
    session.add(record)
    session.flush()
    return record.id


def list_attachments(
    session: Session, folder: Path, measure_ids: Sequence[int]
) -> list[AttachmentRow]:
    """The attachments of measures, in the order in which they came."""
    query = (
        select(t.Attachment)
        .where(
            t.Attachment.measure_id.in_(measure_ids), t.Attachment.deleted_at.is_(None)
        )
        .order_by(t.Attachment.id)
    )
    rows: list[AttachmentRow] = []
    for record in session.scalars(query):
        path = stored_path(folder, record.sha256)
        size = _size_of(path)
        rows.append(
            AttachmentRow(
                record.id,
                record.name,
                record.size,
                record.sha256,
                record.measure_id,
                record.entry_id,
                path,
                size is None,
                size is not None and size != record.size,
            )
        )
    return rows


def detach(session: Session, attachment_id: int) -> None:
    """Put an attachment into the recycle bin; its file stays. Raises NotFound."""
    record = session.get(t.Attachment, attachment_id)
    if record is None or record.deleted_at is not None:
        raise NotFound("这个附件已经不在了，可能刚被删除。")
    record.deleted_at = dt.datetime.now()
    session.flush()


def save_as(session: Session, folder: Path, attachment_id: int, target: Path) -> Path:
    """Copy an attachment out, whole or not at all; returns the path written.

    Raises NotFound, FileProblem (the stored file is gone or damaged, the target cannot be written).
    """
    from services.output.writing import replace_file

    record = session.get(t.Attachment, attachment_id)
    if record is None:
        raise NotFound("这个附件已经不在了，可能刚被删除。")
    source = stored_path(folder, record.sha256)
    try:
        data = source.read_bytes()
    except OSError as error:
        raise FileProblem(
            f"附件“{record.name}”在数据文件夹里找不到了。请从备份的“{FOLDER}”文件夹里找回。"
        ) from error
    if hashlib.sha256(data).hexdigest() != record.sha256:
        raise FileProblem(
            f"附件“{record.name}”的内容已经损坏，没有另存。请从备份的“{FOLDER}”文件夹里找回。"
        )

    def write(path: Path) -> None:
        path.write_bytes(data)

    return replace_file(target, write)


def stored_path(folder: Path, digest: str) -> Path:
    """Where the bytes of a hash are kept in a data folder."""
    return folder / FOLDER / digest[:2] / digest


def damaged(session: Session, folder: Path) -> list[str]:
    """Names of live attachments whose file is missing or of another size (a quick look, no hashing)."""
    query = select(t.Attachment.name, t.Attachment.sha256, t.Attachment.size).where(
        t.Attachment.deleted_at.is_(None)
    )
    names: list[str] = []
    for name, digest, size in session.execute(query).tuples():
        path = stored_path(folder, digest)
        if not path.is_file() or path.stat().st_size != size:
            names.append(name)
    return names


def _size_of(path: Path) -> int | None:
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


def _size(source: Path, name: str) -> int:
    try:
        if not source.is_file():
            raise FileProblem(f"“{name}”不是文件，没有添加。请选择一个文件。")
        size = source.stat().st_size
    except OSError as error:
        raise FileProblem(f"读不到“{name}”，没有添加。请检查文件是否还在。") from error
    if not size:
        raise ValidationError(f"“{name}”是空文件，没有添加。", "file")
    if size > MAX_FILE:
        raise ValidationError(
            f"“{name}”有 {size / _PIECE:.0f} 兆，超过 {MAX_FILE // _PIECE} 兆，没有添加。请压缩后再试。",
            "file",
        )
    return size


def _store(folder: Path, source: Path, name: str) -> tuple[str, int]:
    """Copy into the data folder under its hash; the copy takes its name only when it is whole and on the disk."""
    place = folder / FOLDER
    growing = place / f"~pd-{secrets.token_hex(6)}"
    digest = hashlib.sha256()
    size = 0
    try:
        place.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as from_, growing.open("xb") as to:
            while piece := from_.read(_PIECE):
                size += len(piece)
                if size > MAX_FILE:
                    raise ValidationError(
                        f"“{name}”在读取时变大了，没有添加。请关闭正在写它的程序。",
                        "file",
                    )
                digest.update(piece)
                to.write(piece)
            to.flush()
            os.fsync(to.fileno())
        target = stored_path(folder, digest.hexdigest())
        target.parent.mkdir(exist_ok=True)
        growing.replace(target)
    except OSError as error:
        raise FileProblem(
            f"没有存下附件“{name}”，原有数据没有变化。请检查磁盘空间和文件是否被占用。"
        ) from error
    finally:
        growing.unlink(missing_ok=True)
    return digest.hexdigest(), size
