{
    "name": "B2B Portal: claims",
    "summary": "Claims on shipped goods: photos, correspondence, decision",
    "version": "19.0.1.0.0",
    "category": "Website/Website",
    "license": "LGPL-3",
    "author": "B2B Portal maintainers",
    "depends": ["b2b_portal"],
    "data": [
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/ir_sequence.xml",
        "data/mail_templates.xml",
        "wizards/b2b_claim_decide_views.xml",
        "views/b2b_claim_views.xml",
        "views/sale_order_views.xml",
        "views/res_partner_views.xml",
        "templates/extensions.xml",
        "templates/claims.xml",
        "templates/claim_new.xml",
    ],
    "assets": {
        "web.assets_frontend": [
            "b2b_claims/static/src/scss/*.scss",
            "b2b_claims/static/src/interactions/*.js",
        ],
    },
}
