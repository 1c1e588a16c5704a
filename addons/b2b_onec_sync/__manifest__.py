{
    "name": "B2B portal: exchange with 1С",
    "summary": "Catalogue, prices, stock and orders with 1С over HTTP and SOAP",
    "version": "19.0.1.0.0",
    "category": "Website/Website",
    "author": "B2B portal maintainers",
    "license": "LGPL-3",
    "depends": [
        "b2b_portal",
        "queue_job",
    ],
    "external_dependencies": {"python": ["lxml", "zeep"]},
    "data": [
        # security
        "security/ir.model.access.csv",
        # data
        "data/ir_cron.xml",
        "data/queue_job.xml",
        # views
        "views/menus.xml",
    ],
    "uninstall_hook": "uninstall_hook",
    "installable": True,
}
