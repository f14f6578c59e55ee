"""Files of a form that is shown again: a browser forgets them, the server does not."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from datetime import timezone as zones
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, Storage
from django.core.files.uploadedfile import UploadedFile
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.translation import gettext as _

from .base import FormEditMixin
from .lock import written_to

SALT: Final = "hypermedia_views.edit.uploads"


class KeepUploadsMixin(FormEditMixin):
    """Keeps the files of a form that is not valid, so that nobody has to choose them again.

    ::

        class AddPhoto(KeepUploadsMixin, PartialFormMixin, PartialTemplateMixin, CreateView):
            model = Photo
            fields = ["title", "image"]

    A file whose field has no error is kept by the server when the form as a whole is not valid. The form then has a
    hidden field, ``image_kept``, with a signed token for it; the file's own field is not required any more, and its
    help text says what was kept. (A template that names each field writes ``{{ form.image_kept }}``, too.) When the
    form comes back without another file, the kept one is what was sent. It is deleted after success, and all that are
    older than `kept_upload_age` whenever another is kept.

    It works with every client, and with none. A token that is expired or not ours counts as no file. Fields that take
    several files are left alone. Files larger than `kept_upload_size` are not kept.
    """

    #: Seconds that a file is kept.
    kept_upload_age: int = 3600
    #: Bytes of the largest file that is kept.
    kept_upload_size: int = 10 * 2**20

    # The names of the fields whose kept files are there again.
    _restored: Sequence[str] = ()

    def get_kept_upload_age(self) -> int:
        """Return how many seconds a file is kept."""
        return self.kept_upload_age

    def get_kept_upload_size(self) -> int:
        """Return how many bytes the largest file has that is kept."""
        return self.kept_upload_size

    def get_kept_upload_storage(self) -> Storage:
        """Return where files are kept: on this machine, where only this user reads. Several machines share another."""
        folder = settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()
        # Every user of the machine may write there, but none knows this name.
        own = salted_hmac(SALT, "folder", algorithm="sha256").hexdigest()
        return FileSystemStorage(
            Path(folder) / f"hypermedia_views-{own}",
            file_permissions_mode=0o600,
            directory_permissions_mode=0o700,
        )

    def get_form(self, form_class: Any = None) -> Any:
        """Return the form, with the files that were kept for it."""
        form: Any = super().get_form(form_class)
        names = [
            name
            for name, field in form.fields.items()
            if isinstance(field, forms.FileField)
            and not getattr(field.widget, "allow_multiple_selected", False)
        ]
        for name in names:
            if _kept(name) in form.fields:
                view = type(self).__qualname__
                raise ImproperlyConfigured(
                    f"{view}'s form has a field {_kept(name)!r}, which is the name of the token for a kept file. Give "
                    f"it another name."
                )
            form.fields[_kept(name)] = forms.CharField(
                widget=forms.HiddenInput, required=False
            )
        if form.is_bound:
            self._restored = [name for name in names if self._restore(form, name)]
        return form

    def get_sent_names(self, form: Any) -> Collection[str] | None:
        """Add the fields whose files were kept: they are sent by their tokens."""
        names = super().get_sent_names(form)
        if names is None or self.live_field is not None:
            return names
        return [*names, *(name for name in form.fields if self._known(form, name))]

    def form_valid(self, form: Any) -> Any:
        """Delete what was kept, once the form is done."""
        response = super().form_valid(form)
        if self.outcome == "success":
            for name in form.fields:
                self._forget(form, name)
        return response

    def form_invalid(self, form: Any) -> Any:
        """Keep the files, whatever made the form not valid."""
        self._keep_all(form)
        return super().form_invalid(form)

    def _known(self, form: Any, name: str) -> dict[str, str] | None:
        """Return what the token says of the file that was kept for a field; None if it says nothing."""
        token = form.data.get(form.add_prefix(_kept(name)), "")
        try:
            known: dict[str, str] = signing.loads(
                token, salt=self._salt(name), max_age=self.get_kept_upload_age()
            )
        except signing.BadSignature:
            return None
        return known

    def _forget(self, form: Any, name: str) -> None:
        """Delete the file that was kept for a field, if there is one."""
        if known := self._known(form, name):
            delete = partial(self.get_kept_upload_storage().delete, known["stored"])
            saved = isinstance(form, forms.BaseModelForm)
            using = written_to(form.instance) if saved else DEFAULT_DB_ALIAS
            # A transaction that fails brings the form back. Without one no database need be there.
            if connections[using].in_atomic_block:
                transaction.on_commit(delete, using=using)
            else:
                delete()

    def _restore(self, form: Any, name: str) -> bool:
        """Have the form find the file that was kept, unless another was sent; tell whether it does."""
        bound, known = form[name], self._known(form, name)
        # What was sent is a file, or False where the one that was there before is to go.
        if known is None or bound.data or bound.data is False:
            return False
        storage, stored = self.get_kept_upload_storage(), known["stored"]
        if not storage.exists(stored):
            return False
        # The request closes its files.
        form.files[bound.html_name] = UploadedFile(
            storage.open(stored), known["name"], known["type"], storage.size(stored)
        )
        _tell(form, name)
        return True

    def _keep_all(self, form: Any) -> None:
        """Keep the files of the fields that are valid themselves."""
        form.data = form.data.copy()
        for name in form.fields:
            if _kept(name) not in form.fields or name in self._restored:
                continue
            file = form.files.get(form.add_prefix(name))
            key = form.add_prefix(_kept(name))
            # There is another now, or none is wanted.
            self._forget(form, name)
            keep = file and name not in form.errors
            form.data[key] = self._keep(name, file) if keep else ""
            if form.data[key]:
                _tell(form, name)

    def _keep(self, name: str, file: UploadedFile[Any]) -> str:
        """Keep a file; return its token, or nothing if it is too large."""
        if (file.size or 0) > self.get_kept_upload_size():
            return ""
        storage = self.get_kept_upload_storage()
        _purge(storage, timedelta(seconds=self.get_kept_upload_age()))
        known = {
            "stored": storage.save(uuid4().hex, file),
            "name": file.name,
            "type": file.content_type,
        }
        return signing.dumps(known, salt=self._salt(name))

    def _salt(self, name: str) -> str:
        """Return what makes the tokens of one field of one view, and of no other."""
        return f"{SALT}:{type(self).__module__}.{type(self).__qualname__}:{name}"


def _kept(name: str) -> str:
    """Return the name of the field that has the token of a file."""
    return f"{name}_kept"


def _tell(form: Any, name: str) -> None:
    """Have the form say that a file is kept, and not ask for it again."""
    file = form.files[form.add_prefix(name)]
    said = _("{name} is kept. Choose another file to replace it.")
    # By now the form has its bound fields, which do not look at the field's own text again. Django writes it as it is.
    form[name].help_text = format_html(said, name=file.name)
    form.fields[name].required = False


def _purge(storage: Storage, age: timedelta) -> None:
    """Delete what nobody came back for."""
    if not storage.exists(""):
        return
    # Whatever USE_TZ says.
    oldest = datetime.now(tz=zones.utc) - age
    for stored in storage.listdir("")[1]:
        # Another request may have deleted it by now.
        with suppress(FileNotFoundError):
            modified = storage.get_modified_time(stored)
            if timezone.is_naive(modified):
                modified = timezone.make_aware(modified)
            if modified < oldest:
                storage.delete(stored)
