"""The wholesaler's face: its name and logo, the home page, people with photos."""

import base64

from tools import paths

PICTURES = paths.ADDONS / "b2b_portal/static/img/demo"
FOLDER = paths.ROOT / "tools/demo/past"
COMPANY = {
    "name": "Тёплая полка",
    "phone": "+7 495 000-14-02",
    "email": "zakaz@gnezdo.example",
    "street": "ул. Складская, д. 14, стр. 2",
    "city": "Подольск",
    "zip": "142100",
}
#: Staff: login → portrait, phone, function.
STAFF = {
    "manager@gnezdo.example": ("olga", "+7 495 000-14-11", "Менеджер по продажам"),
    "anna@gnezdo.example": ("anna", "+7 495 000-14-12", "Менеджер по продажам"),
    "claims@gnezdo.example": ("ivan", "+7 495 000-14-15", "Специалист по претензиям"),
    "exchange@gnezdo.example": ("timur", "+7 495 000-14-20", "Администратор обмена"),
}
#: Collection → its picture and a sentence about it.
COLLECTIONS = {
    "Северное утро": "sever",
    "Ботаника": "botanika",
    "Тёплый лён": "lyon",
    "Глина и солнце": "glina",
    "Полночь": "polnoch",
    "Пудра": "pudra",
    "Зимняя сказка": "zima",
    "Дворик": "dvorik",
}
TILE = """
<div class="col-6 col-lg-3">
  <a class="d-block text-reset text-decoration-none" href="{link}">
    <img class="img-fluid rounded-3" loading="lazy" width="720" height="480" alt=""
         src="/b2b_portal/static/img/demo/collection_{picture}.jpg"/>
    <span class="d-block pt-2 fw-semibold">{name}</span>
  </a>
</div>"""


def picture(name):
    """A picture of the add-on's demo folder as base64."""
    return base64.b64encode((PICTURES / name).read_bytes())


def make(env):
    """Give the company its name, its site a home page and its staff their faces."""
    company = env.company
    company.write({**COMPANY, "logo": picture("logo.png")})
    company.partner_id.tz = "Europe/Moscow"
    website = env["website"].search([], limit=1)
    website.write(
        {
            "name": COMPANY["name"],
            "logo": picture("logo.png"),
            "favicon": picture("mark.png"),
        }
    )
    people = env["res.users"].search([("login", "in", list(STAFF))])
    for user in people:
        portrait, phone, function = STAFF[user.login]
        user.partner_id.write(
            {
                "image_1920": picture(f"manager_{portrait}.jpg"),
                "phone": phone,
                "function": function,
            }
        )
    _home(env, website)
    _contacts(env, website)
    _menu(env, website)


def _home(env, website):
    """The public front page: what the wholesaler sells, and the way in."""
    values = env["product.attribute.value"].search(
        [("attribute_id.name", "=", "Коллекция"), ("name", "in", list(COLLECTIONS))]
    )
    links = {
        value.name: f"/shop?attribute_values={value.attribute_id.id}-{value.id}"
        for value in values
    }
    tiles = [
        TILE.format(name=name, picture=file, link=links.get(name, "/shop"))
        for name, file in COLLECTIONS.items()
    ]
    arch = (FOLDER / "home.xml").read_text() % {
        "collections": "".join(tiles),
        "season": links.get("Зимняя сказка", "/shop"),
    }
    _view(env, website, "website.homepage").arch = arch


def _view(env, website, xmlid):
    """A page's view, to be changed for this site, whatever the language."""
    return env.ref(xmlid).with_context(website_id=website.id, lang=None)


def _contacts(env, website):
    """The company's own contacts where a new site of Odoo has made-up ones."""
    company = {
        **COMPANY,
        "tel": COMPANY["phone"].replace(" ", ""),
        "address": f"{COMPANY['zip']}, г. {COMPANY['city']}, {COMPANY['street']}",
    }
    footer = _view(env, website, "website.footer_custom")
    footer.arch = (FOLDER / "footer.xml").read_text() % company
    made_up = {
        "+1 555-555-5556": company["phone"],
        "info@yourcompany.example.com": company["email"],
        "3575 Fake Buena Vista Avenue": company["address"],
        "Company name": company["name"],
    }
    for xmlid in (
        "website.header_text_element",
        "website.contactus",
        "website.footer_copyright_company_name",
    ):
        view = _view(env, website, xmlid)
        arch = view.arch
        for old, new in made_up.items():
            arch = arch.replace(old, new)
        view.arch = arch


def _menu(env, website):
    """The catalogue is called so everywhere; the button says «Contact us» already."""
    menus = env["website.menu"].search([("website_id", "=", website.id)])
    menus.filtered(lambda menu: menu.url == "/shop").name = "Каталог"
    menus.filtered(lambda menu: menu.url == "/contactus").unlink()
