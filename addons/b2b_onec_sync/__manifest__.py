{
    "name": "B2B portal: exchange with 1С",
    "summary": "Catalogue, prices, stock and orders with 1С over HTTP and SOAP",
    "version": "19.0.1.0.0",
    "category": "Website/Website",
    "author": "B2B portal maintainers",
    "license": "LGPL-3",
    "depends": [
        "b2b_portal",
        "b2b_claims",
        "queue_job",
    ],
    "external_dependencies": {"python": ["lxml", "zeep"]},
    "data": [
        # security
        "security/ir.model.access.csv",
        # data
        "data/queue_job.xml",
        "data/ir_cron.xml",
        "data/ir_cron_soap.xml",
        "data/born.xml",
        "data/mail_alert.xml",
        # views
        "views/menus.xml",
        "views/onec_session_views.xml",
        "views/onec_skip_views.xml",
        "views/onec_link_views.xml",
        "views/onec_connection_views.xml",
        "views/sale_order_views.xml",
        "views/b2b_claim_views.xml",
        "views/menus_http.xml",
        "views/onec_match_views.xml",
        "views/onec_status_views.xml",
        "views/onec_setup_views.xml",
        "views/onec_message_views.xml",
        "views/res_partner_views.xml",
        "views/onec_feed_views.xml",
        "views/onec_connection_soap_views.xml",
        "views/onec_monitor_views.xml",
        "views/menus_soap.xml",
        # templates
        "templates/orders.xml",
    ],
    "assets": {
        "web.assets_backend": ["b2b_onec_sync/static/src/monitor.js"],
    },
    "uninstall_hook": "uninstall_hook",
}
