//! What a database is made of, in words of both engines.

/// Tables, views and their columns, indexes, and the numbers and names of the migrations. The column
/// `uuid` spells the ids that SQLite keeps as bytes.
pub(crate) const SQLITE: &str = "
    SELECT m.type || ' ' || m.name || '.' || c.name AS line
    FROM sqlite_master AS m JOIN pragma_table_xinfo(m.name) AS c
    WHERE m.type IN ('table', 'view') AND m.name <> '_sqlx_migrations' AND c.name <> 'uuid'
    UNION ALL
    SELECT 'index ' || name || ' on ' || tbl_name FROM sqlite_master
    WHERE type = 'index' AND sql IS NOT NULL
    UNION ALL
    SELECT 'migration ' || version || ' ' || description FROM _sqlx_migrations
    ORDER BY line";

/// The same of PostgreSQL; its indexes without those of keys.
pub(crate) const POSTGRES: &str = "
    SELECT CASE t.table_type WHEN 'VIEW' THEN 'view ' ELSE 'table ' END
           || c.table_name || '.' || c.column_name AS line
    FROM information_schema.columns AS c
    JOIN information_schema.tables AS t USING (table_schema, table_name)
    WHERE c.table_schema = current_schema() AND c.table_name <> '_sqlx_migrations'
    UNION ALL
    SELECT 'index ' || indexname || ' on ' || tablename FROM pg_indexes
    WHERE schemaname = current_schema()
      AND indexname NOT IN (SELECT conname FROM pg_constraint)
    UNION ALL
    SELECT 'migration ' || version || ' ' || description FROM _sqlx_migrations
    ORDER BY line";
