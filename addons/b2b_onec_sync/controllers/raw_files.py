"""Raw files of the exchange, for the person who looks for a fault."""

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request


class RawFiles(http.Controller):
    @http.route("/b2b/onec/file/<int:file_id>", type="http", auth="user", readonly=True)
    def raw_file(self, file_id):
        file = request.env["onec.session.file"].browse(file_id).exists()
        if not file:
            raise request.not_found()
        try:
            file.check_access("read")
        except AccessError as error:
            raise request.not_found() from error
        file_sudo = file.sudo()  # the folder's name is nobody's to read
        path = file_sudo.session_id.folder and file_sudo._path()
        if not path or not path.is_file():
            raise request.not_found()
        return http.Stream(
            type="path",
            path=str(path),
            size=path.stat().st_size,
            last_modified=path.stat().st_mtime,
            mimetype="application/octet-stream",
            download_name=path.name,
        ).get_response(as_attachment=True)
