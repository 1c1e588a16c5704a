"""Staff open every menu that they see: views load and read real records."""

from datetime import timedelta

from lxml import etree

from odoo.fields import Command
from odoo.tools.safe_eval import safe_eval

MENU_ROOT = "b2b_portal.menu_root"
SHOWN = 3


class StaffMenus:
    """Mixed into a test case; what is opened are the user's own menus."""

    @classmethod
    def make_staff(cls, *groups):
        login = " ".join(group.split(".")[1] for group in groups)
        ids = [cls.env.ref(group).id for group in ("base.group_user", *groups)]
        return (
            cls.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": login,
                    "login": login,
                    "email": "staff@example.com",
                    "group_ids": [Command.set(ids)],
                }
            )
        )

    def check_menus(self, user):
        """Open every menu of the product that ``user`` sees.

        :return: how many actions were opened
        """
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        root = self.env.ref(MENU_ROOT).id
        self.assertIn(root, menus, "the product itself")
        opened = 0
        waiting = [root]
        while waiting:
            menu = menus[waiting.pop()]
            waiting += menu["children"]
            if menu.get("action_model") == "ir.actions.act_window":
                with self.subTest(user=user.login, menu=menu["name"]):
                    self._open(user, menu["action_id"])
                opened += 1
        return opened

    def _open(self, user, action_id):
        action = self.env["ir.actions.act_window"].with_user(user).browse(action_id)
        values = {
            "uid": user.id,
            "active_id": False,
            "active_ids": [],
            "context_today": self.env["b2b.deadline"]._today,
            "relativedelta": timedelta,
        }
        context = safe_eval(action.sudo().context or "{}", values)
        domain = safe_eval(action.sudo().domain or "[]", values)
        model = self.env[action.sudo().res_model].with_user(user)
        model = model.with_context(**context)
        views = action.sudo().views
        answer = model.get_views(
            [*views, (action.sudo().search_view_id.id, "search")],
            {"toolbar": True, "load_filters": True, "action_id": action_id},
        )
        for kind, view in answer["views"].items():
            tree = etree.fromstring(view["arch"])
            if kind in ("list", "kanban", "form"):
                found = model.web_search_read(domain, _spec(model, tree), limit=SHOWN)
                new = model.has_access("create") and tree.get("create") != "False"
                if kind == "form" and new and not found["length"]:
                    model.onchange({}, [], _spec(model, tree))
            elif kind in ("pivot", "graph"):
                groups = [
                    node.get("name") + (f":{i}" if (i := node.get("interval")) else "")
                    for node in tree.iter("field")
                    if node.get("type") != "measure"
                ]
                model.formatted_read_group(domain, groups, ["__count"])


def _spec(model, tree):
    """What the web client reads for a view, as ``web_search_read`` takes it."""
    spec = {}
    for node in tree.iter("field"):
        owner = next(node.iterancestors("field"), None)
        name = node.get("name")
        if owner is not None or name not in model._fields:
            continue
        field = model._fields[name]
        if field.type == "many2one":
            spec[name] = {"fields": {"display_name": {}}}
        elif field.type in ("one2many", "many2many"):
            inner = model.env[field.comodel_name]
            views = node.xpath("./list | ./form | ./kanban")
            fields = {}
            for view in views:
                fields.update(_spec(inner, _detached(view)))
            spec[name] = {"fields": fields or {"display_name": {}}, "limit": SHOWN}
        else:
            spec[name] = {}
    return spec


def _detached(view):
    return etree.fromstring(etree.tostring(view))
