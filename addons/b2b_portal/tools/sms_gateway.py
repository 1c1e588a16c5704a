"""SMS through SMSC, a Russian gateway that is reached over HTTP.

Core sends through Odoo's own paid service, which has no route to Russian numbers. The
gateway's interface (https://smsc.ru/api/http/): one POST per text with the numbers in
``phones``; the answer is JSON, ``{"id": …, "cnt": …}`` or ``{"error": …,
"error_code": …}``.
"""

import logging

import requests

from odoo.addons.sms.tools.sms_api import SmsApiBase

_logger = logging.getLogger(__name__)

DEFAULT_URL = "https://smsc.ru/sys/send.php"
#: Seconds; the queue of messages waits meanwhile.
TIMEOUT = 15
# The gateway's error codes → states that core knows or that are listed below.
ERRORS = {
    2: "unregistered",
    3: "insufficient_credit",
    4: "unregistered",
    6: "rejected",
    7: "wrong_number_format",
    8: "rejected",
}


class SmsApiSmsc(SmsApiBase):
    """Core's interface to a gateway, see ``sms.tools.sms_api``."""

    PROVIDER_TO_SMS_FAILURE_TYPE = SmsApiBase.PROVIDER_TO_SMS_FAILURE_TYPE | {
        "unregistered": "sms_acc",
        "insufficient_credit": "sms_credit",
        "rejected": "sms_rejected",
    }

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        # EXTENDS sms
        company_sudo = (self.company or self.env.company).sudo()
        results = []
        with requests.Session() as session:
            for message in messages:
                for number in message["numbers"]:
                    state, reason = self._send_one(
                        session, company_sudo, number["number"], message["content"]
                    )
                    results.append(
                        {
                            "uuid": number["uuid"],
                            "state": state,
                            "failure_reason": reason,
                        }
                    )
        return results

    def _send_one(self, session, company_sudo, number, text):
        """Hand one message over; ``(state, reason of a failure or False)``."""
        data = {
            # An empty login makes the gateway read the password as an API key.
            "login": company_sudo.b2b_sms_login or "",
            "psw": company_sudo.b2b_sms_key,
            "phones": number,
            "mes": text,
            "charset": "utf-8",
            "fmt": 3,
        }
        if company_sudo.b2b_sms_sender:
            data["sender"] = company_sudo.b2b_sms_sender
        try:
            answer = session.post(
                company_sudo.b2b_sms_url or DEFAULT_URL,
                data=data,
                timeout=TIMEOUT,
                allow_redirects=False,
            ).json()
        except (requests.RequestException, ValueError) as error:
            # The address of the error may hold the key: only its kind is logged.
            _logger.info("SMS gateway: %s", type(error).__name__)
            return "server_error", False
        if "error" not in answer:
            return "success", False
        return ERRORS.get(answer.get("error_code"), "server_error"), answer["error"]

    def _get_sms_api_error_messages(self):
        # EXTENDS sms
        _ = self.env._
        return {
            **super()._get_sms_api_error_messages(),
            "unregistered": _("SMS gateway: wrong login or key."),
            "insufficient_credit": _("SMS gateway: no money on the account."),
            "wrong_number_format": _("SMS gateway: wrong number."),
            "rejected": _("SMS gateway: the message was refused."),
            "server_error": _("SMS gateway: no answer, try again later."),
        }
