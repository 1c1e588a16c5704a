"""Pictures of goods, loaded in the background."""

import hashlib
from base64 import b64encode

import psycopg2

from odoo import models
from odoo.fields import Command

from ..commerceml.errors import PackageError
from ..commerceml.package import place, safe_name
from ..models.onec_owner import may_write

#: Goods per job: scaling a picture to all its sizes takes a tenth of a second.
BATCH = 20


class OnecImportPictures(models.AbstractModel):
    """Hands pictures over to background jobs; 1С need not wait for them.

    A good whose pictures are those of last time is not looked at again.
    """

    _name = "onec.import.pictures"
    _inherit = "onec.import"
    _description = "Import of pictures"

    def _slice(self, file):
        stage = self.env["onec.stage"]
        if file.position:
            return False
        file.position = file.total = 1
        items = [
            item
            for item in stage._items(file, "picture")
            if any(file._picture_path(picture["path"]) for picture in item.data)
        ]
        for start in range(0, len(items), BATCH):
            pictures = {
                item.guid: [picture["path"] for picture in item.data]
                for item in items[start : start + BATCH]
            }
            file.with_delay(
                channel="root.onec_pictures",
                description=self.env._("Pictures from 1С: %s", file.name),
            )._load_pictures(pictures)
        return True


class OnecSessionFile(models.Model):
    _inherit = "onec.session.file"

    def _load_pictures(self, pictures):
        """Job: put the pictures of some goods on their templates.

        :param dict pictures: paths in the package by the key of the good
        """
        self.ensure_one()
        links = self.env["onec.link"]
        connection = self.connection_id
        goods = links._map(connection, "good", pictures)
        known = {
            link.guid: link.checksum
            for link in links.search(
                [
                    ("connection_id", "=", connection.id),
                    ("kind", "=", "picture"),
                    ("guid", "in", list(pictures)),
                ]
            )
        }
        rows = []
        owner = connection._owners()["pictures"]
        for guid, paths in pictures.items():
            template = self.env["product.template"].browse(goods.get(guid)).exists()
            contents = [content for path in paths if (content := self._picture(path))]
            digest = hashlib.blake2b(digest_size=16)
            for content in contents:
                digest.update(content)
            checksum = digest.hexdigest()
            # Without the files nothing is known: 1С sends only pictures that changed.
            if not template or not contents or known.get(guid) == checksum:
                continue
            if template.image_1920 and not may_write(owner, True):
                continue
            main, *others = [b64encode(content) for content in contents]
            try:
                with self.env.cr.savepoint():
                    self._set_pictures(template, main, others)
            except psycopg2.OperationalError:
                raise  # another job was faster: the queue repeats this one
            except Exception as error:  # any decoder of any picture format
                self._skip([self._broken_picture(guid, template, error)])
                continue
            rows.append((guid, template.name, template.id, checksum))
        self.env["onec.import"]._link_rows(connection, "picture", rows)
        self.env["onec.skip"]._solve(connection, "picture", [row[0] for row in rows])

    def _set_pictures(self, template, main, others):
        template = template.with_context(**self._import_context())
        template.write(
            {
                "image_1920": main,
                "product_template_image_ids": [
                    Command.clear(),
                    *(
                        Command.create({"name": template.name, "image_1920": image})
                        for image in others
                    ),
                ],
            }
        )

    def _picture(self, path):
        """Bytes of a picture of this session, or None when it did not come."""
        file = self._picture_path(path)
        return file and file.read_bytes()

    def _picture_path(self, path):
        try:
            file = place(self.session_id._folder(), safe_name(path))
        except PackageError:
            return None
        return file if file.is_file() else None

    def _broken_picture(self, guid, template, error):
        return {
            "kind": "picture",
            "guid": guid,
            "name": template.name,
            "code": "broken",
            "cause": self.env._("A picture cannot be read: %s", error),
            "fix": self.env._("Replace the picture in 1С: JPEG or PNG."),
        }
