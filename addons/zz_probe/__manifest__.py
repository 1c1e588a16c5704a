{
    "name": "Probe",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "x",
    "category": "Website",
    "depends": ["website_sale"],
    "assets": {"web.assets_tests": ["zz_probe/static/tests/tour.js"]},
}
