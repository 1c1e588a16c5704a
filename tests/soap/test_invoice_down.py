"""1С is off when somebody asks for an invoice, or the order is being written, on real
processes."""

import threading


def test_invoice_comes_by_itself_when_1c_is_back(rig):
    (order,) = rig.place(1)
    session = rig.login()
    rig.wait("order in 1С", _messages("PutOrder", order, "done"), 1)
    rig.onec.stop()
    document = rig.press(session, order)
    assert document["state"] == "requested"
    rig.wait("message put off", _messages("RequestInvoice", order, "retry"), 1)
    waiting = rig.rpc(session, f"/my/documents/{document['id']}/state")
    assert waiting["state"] == "pending" and waiting["message"]
    rig.onec.start()
    ready = rig.follow(session, waiting)
    assert ready["state"] == "ready" and ready["url"]
    pdf = session.get(f"{rig.odoo.url}{ready['url']}", timeout=60)
    assert pdf.content.startswith(b"%PDF")
    assert len([o for o in rig.onec.orders() if o["site_number"] == order["name"]]) == 1
    assert not rig.onec.garbage()


def test_press_waits_for_whoever_writes_the_order(rig):
    (order,) = rig.place(1)
    session = rig.login()
    rig.wait("order in 1С", _messages("PutOrder", order, "done"), 1)
    write = f"UPDATE sale_order SET write_date = now() WHERE id = {order['id']}"
    writer = threading.Thread(target=rig.sql, args=[f"{write}; SELECT pg_sleep(2)"])
    writer.start()
    asleep = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE wait_event = 'PgSleep' AND datname = current_database()"
    )
    rig.wait("the other transaction", asleep, 1)
    document = rig.follow(session, rig.press(session, order))
    writer.join()
    assert document["state"] == "ready"


def test_order_brought_by_both_channels_is_one_order_in_1c(rig):
    (order,) = rig.place(1)
    rig.wait("order in 1С", _messages("PutOrder", order, "done"), 1)
    rig.onec.fetch(*rig.site)
    rig.press(rig.login(), order)
    rig.wait("invoice", _messages("RequestInvoice", order, "done"), 1)
    numbers = [found["site_number"] for found in rig.onec.orders()]
    assert numbers.count(order["name"]) == 1


def test_button_is_there_only_where_1c_makes_invoices(rig):
    (order,) = rig.place(1)
    session = rig.login()
    page = f"{rig.odoo.url}/my/orders/{order['id']}"
    assert "b2b-invoice-make" in session.get(page, timeout=60).text
    rig.onec.setting("without", "RequestInvoice")
    rig.shell("learn")
    assert "b2b-invoice-make" not in session.get(page, timeout=60).text
    rig.onec.setting("without", "")
    rig.shell("learn")


def _messages(operation, order, state):
    return (
        "SELECT count(*) FROM onec_message message "
        "LEFT JOIN b2b_document_order_rel rel ON message.res_model = 'b2b.document' "
        "AND rel.document_id = message.res_id "
        f"WHERE message.operation = '{operation}' AND message.state = '{state}' "
        f"AND {order['id']} IN (rel.order_id, CASE message.res_model "
        "WHEN 'sale.order' THEN message.res_id END)"
    )
