import io
from pathlib import PurePath

from PIL import Image, UnidentifiedImageError

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.image import image_process

PHOTO_FORMATS = {"JPEG", "PNG", "WEBP"}
MAX_PHOTO_BYTES = 12 * 1024 * 1024
MAX_PHOTOS = 20
#: Sides of a kept photo: enough to see a scratch, too few to fill the disk.
PHOTO_SIZE = (2000, 2000)


class B2bClaim(models.Model):
    """Correspondence and photos: both sides write in the claim's own thread."""

    _inherit = "b2b.claim"

    # === Messages === #

    def _message_post_after_hook(self, message, msg_vals):
        """A buyer's message waits for an answer, the staff's one is the answer."""
        result = super()._message_post_after_hook(message, msg_vals)
        if message.subtype_id != self.env.ref("mail.mt_comment"):
            return result
        claim = self.sudo()
        if message.author_id.b2b_contractor_id:
            claim.waiting_since = claim.waiting_since or fields.Datetime.now()
            if claim.state == "need_info":
                claim._transition("in_work")
                claim.waiting_since = fields.Datetime.now()
        else:
            claim.waiting_since = False
            claim._notify_buyer(message)
        return result

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Contractor's people are told by the channels they chose, not by core."""
        # EXTENDS mail
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        partners = self.env["res.partner"].sudo().browse(r["id"] for r in recipients)
        outside = set(partners.filtered("b2b_contractor_id").ids)
        return [r for r in recipients if r["id"] not in outside]

    def _notify_buyer(self, message=None):
        """Tell the buyer (and who filed the claim) about a decision or a message."""
        template = self.env.ref("b2b_claims.mail_template_claim").sudo()
        for claim in self.sudo():
            claim.order_id.with_context(b2b_claim=claim)._b2b_notify(
                "claim",
                template=template,
                b2b_claim=claim,
                claim_message=message.body if message else False,
            )

    def _post_from_buyer(self, author, text, photos=()):
        """A message from the cabinet, with photos or without.

        :param author: the employee (``res.partner``)
        """
        self.ensure_one()
        text = (text or "").strip()[:5000]
        attachments = self._add_photos(photos)
        if not text and not attachments:
            raise UserError(self.env._("Write a message or add a photo."))
        return self.message_post(
            body=text,
            author_id=author.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachment_ids=attachments.ids,
        )

    def _visible_messages(self):
        """Messages that both sides see, oldest first: no internal notes."""
        self.ensure_one()
        comment = self.env.ref("mail.mt_comment")
        return self.message_ids.filtered(
            lambda message: message.subtype_id == comment and not message.is_internal
        ).sorted("id")

    def _get_access_action(self, access_uid=None, force_website=False):
        """Links in letters lead a contractor's person to the cabinet."""
        # EXTENDS mail
        self.ensure_one()
        user = self.env["res.users"].sudo().browse(access_uid or self.env.uid)
        if user.share or force_website:
            return {
                "type": "ir.actions.act_url",
                "url": f"/my/claims/{self.id}",
                "target": "self",
                "res_id": self.id,
            }
        return super()._get_access_action(access_uid, force_website)

    # === Photos === #

    def _add_photos(self, photos):
        """Keep photos with the claim.

        :param photos: list of ``(name, bytes)`` as they were uploaded
        :return: the new attachments
        :raise UserError: not a picture, too large or too many
        """
        self.ensure_one()
        if len(photos) + len(self.photo_ids) > MAX_PHOTOS:
            raise UserError(self.env._("A claim takes %s photos at most.", MAX_PHOTOS))
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": f"{PurePath(name).stem[:80] or 'photo'}.jpg",
                    "mimetype": "image/jpeg",
                    "raw": self._clean_photo(name, content),
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for name, content in photos
            ]
        )
        self.photo_ids += attachments
        return attachments

    def _clean_photo(self, name, content):
        """The photo as we keep it: really a picture, of a sane size, without EXIF.

        Drawing it anew drops whatever else the file held, the place where it was taken
        among it.
        """
        if len(content) > MAX_PHOTO_BYTES:
            raise UserError(
                self.env._(
                    "“%(name)s” is larger than %(size)s MB.",
                    name=name,
                    size=MAX_PHOTO_BYTES // 1024 // 1024,
                )
            )
        try:
            with Image.open(io.BytesIO(content)) as image:
                image_format = image.format
            if image_format in PHOTO_FORMATS:
                return image_process(
                    content,
                    size=PHOTO_SIZE,
                    verify_resolution=True,
                    quality=85,
                    output_format="JPEG",
                )
        except (
            UnidentifiedImageError,
            Image.DecompressionBombError,
            OSError,
            ValueError,
            SyntaxError,
        ):
            # Said below, together with the formats that are not ours.
            pass
        raise UserError(
            self.env._("“%s” is not a photo. JPEG, PNG and WebP are accepted.", name)
        )
