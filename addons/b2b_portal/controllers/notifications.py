from odoo.http import request, route

from .common import CabinetController


class CabinetNotifications(CabinetController):
    """Which events a person is told about, and how."""

    @route(
        "/my/notifications",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
        sitemap=False,
    )
    def notifications(self, saved=None, **post):
        role = self._check_role()
        user = request.env.user
        Preference = request.env["b2b.notification.preference"]
        events = Preference._events(role)
        if request.httprequest.method == "POST":
            Preference._choose(
                user,
                {
                    event: {
                        channel: f"{channel}_{event}" in post
                        for channel in ("email", "sms")
                    }
                    for event, _label in events
                },
            )
            return request.redirect("/my/notifications?saved=1")
        return request.render(
            "b2b_portal.notifications",
            self._cabinet_values(
                "profile",
                saved=saved,
                events=events,
                chosen=Preference._chosen(user),
                has_sms=request.env.company._b2b_has_sms(),
                person=user.partner_id.sudo(),
            ),
        )
