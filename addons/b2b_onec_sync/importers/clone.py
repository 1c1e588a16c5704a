"""Many records like one, inserted in one statement."""

from odoo import models
from odoo.tools import SQL


class OnecClone(models.AbstractModel):
    """Copies of a record that the ORM has made, with some fields of their own.

    A product costs the ORM milliseconds of Python, whatever the batch. Here the ORM
    makes one, the prototype, with every default and computed column of every add-on;
    the others are its row once more with another name, article and so on. What is
    computed from those fields is computed for the copies by the ORM, too. A test
    compares both ways column by column.

    For new records of the exchange only.
    """

    _name = "onec.clone"
    _description = "Copies of a record in sets"

    def _clone(self, prototype, rows, relations=None):
        """Insert a copy of ``prototype`` for each row.

        :param rows: for each copy its own {field: value}, all with the same fields;
            values as for ``create``, of fields that have a column
        :param relations: {many2many field: for each copy the ids that it has}; the
            other many2many fields are the prototype's
        :return: the new records, in the order of ``rows``
        """
        model = prototype.browse()
        if not rows:
            return model
        self.env.flush_all()
        ids = [
            id_
            for (id_,) in self.env.execute_query(
                SQL(
                    "SELECT nextval(%s) FROM generate_series(1, %s)",
                    f"{model._table}_id_seq",
                    len(rows),
                )
            )
        ]
        self._insert(prototype, ids, rows)
        relations = relations or {}
        self._copy_relations(prototype, ids, relations)
        records = model.browse(ids)
        records.modified([*rows[0], *relations], create=True)
        return records

    def _insert(self, prototype, ids, rows):
        """The prototype's row, with the given columns, for each id."""
        fields = prototype._fields
        names = list(rows[0])
        others = [
            name
            for name, field in fields.items()
            if field.store and field.column_type and name not in {"id", *names}
        ]
        # The values go as the ORM would write them: cleaned, rounded, per language.
        values = [
            (
                id_,
                *(
                    fields[name].convert_to_column_insert(row[name], prototype, row)
                    for name in names
                ),
            )
            for id_, row in zip(ids, rows, strict=True)
        ]
        self.env.cr.execute(
            SQL(
                "CREATE TEMPORARY TABLE onec_new (id integer, %s)",
                SQL(", ").join(
                    SQL("%s %s", SQL.identifier(name), SQL(fields[name].column_type[1]))
                    for name in names
                ),
            )
        )
        self.env.cr.execute_values(
            "INSERT INTO onec_new VALUES %s", values, page_size=1000
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO %(table)s (id, %(own)s, %(others)s)
                SELECT new.id, %(new)s, %(old)s
                  FROM onec_new new, %(table)s proto WHERE proto.id = %(id)s
              ORDER BY new.id
                """,
                table=SQL.identifier(prototype._table),
                own=_columns(names),
                others=_columns(others),
                new=_columns(names, "new"),
                old=_columns(others, "proto"),
                id=prototype.id,
            )
        )
        self.env.cr.execute("DROP TABLE onec_new")

    def _copy_relations(self, prototype, ids, relations):
        """Rows in the tables of the many2many fields."""
        # Two fields may share a table (values of a variant, and those that tell
        # variants apart): what the copies have of their own is its whole content.
        own = {_table(prototype._fields[name]) for name in relations}
        for name, field in prototype._fields.items():
            if field.type != "many2many" or not field.store:
                continue
            if name not in relations and _table(field) in own:
                continue
            if name in relations:
                others = relations[name]
            else:
                same = prototype.with_context(active_test=False)[name].ids
                others = [same] * len(ids)
            pairs = zip(ids, others, strict=True)
            self._relate(field, [(id_, one) for id_, some in pairs for one in some])

    def _relate(self, field, pairs):
        """Add rows (record id, other id) to the table of a many2many field."""
        if pairs:
            self.env.cr.execute_values(
                f'INSERT INTO "{field.relation}" ("{field.column1}", "{field.column2}")'
                " VALUES %s ON CONFLICT DO NOTHING",
                pairs,
                page_size=1000,
            )


def _table(field):
    return field.relation, field.column1, field.column2


def _columns(names, table=None):
    return SQL(", ").join(
        SQL.identifier(table, name) if table else SQL.identifier(name) for name in names
    )
