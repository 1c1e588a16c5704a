"""Load on a real Odoo server with prefork workers: what holds under parallel requests.

Everything runs for real: PostgreSQL, worker processes, HTTP, pages and their forms.
"""
