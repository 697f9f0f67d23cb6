using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// A SQLite connection that keeps the statements it has compiled: the few statements of an exam run again and again on connections that stay
/// open, and compiling one costs more than running it. Commands lend a statement when they learn their text and give it back when disposed of.
/// </summary>
internal sealed class CachingConnection(string connectionString) : SqliteConnection(connectionString)
{
    /// <summary>More than the program has; text that is made up as it goes must not fill the memory.</summary>
    private const int MostStatements = 100;

    private readonly Dictionary<string, SqliteCommand> _idle = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CompiledStatement> _compiled = new(StringComparer.Ordinal);

    /// <summary>Runs a statement of the program without rows, and keeps it compiled; returns the number of rows it has changed.</summary>
    public int Run(string text, ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!_compiled.TryGetValue(text, out CompiledStatement? statement))
        {
            statement = new CompiledStatement(Handle!, text, values);
            _compiled.Add(text, statement);
        }

        return statement.Run(values);
    }

    protected override DbCommand CreateDbCommand() => new CachedCommand(this);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (SqliteCommand statement in _idle.Values)
            {
                statement.Dispose();
            }

            foreach (CompiledStatement statement in _compiled.Values)
            {
                statement.Dispose();
            }

            _idle.Clear();
            _compiled.Clear();
        }

        base.Dispose(disposing);
    }

    private SqliteCommand Lend(string text)
    {
        if (_idle.Remove(text, out SqliteCommand? idle))
        {
            // As a new command does: what is open on the connection is meant when nothing else is said.
            idle.Transaction = Transaction;
            return idle;
        }

        SqliteCommand statement = CreateCommand();
        statement.CommandText = text;
        return statement;
    }

    private void TakeBack(SqliteCommand statement)
    {
        statement.Parameters.Clear();
        statement.Transaction = null;
        if (State != ConnectionState.Open || _idle.Count >= MostStatements || !_idle.TryAdd(statement.CommandText, statement))
        {
            statement.Dispose();
        }
    }

    /// <summary>Stands for a lent statement; it has to be given its text before its parameters, as Dapper does.</summary>
    private sealed class CachedCommand(CachingConnection connection) : DbCommand
    {
        private SqliteCommand? _statement;
        private DbTransaction? _transaction;

        [AllowNull]
        public override string CommandText
        {
            get => _statement?.CommandText ?? "";
            set
            {
                Return();
                _statement = connection.Lend(value ?? "");
                Transact();
            }
        }

        public override int CommandTimeout
        {
            get => Statement.CommandTimeout;
            set => Statement.CommandTimeout = value;
        }

        public override CommandType CommandType
        {
            get => CommandType.Text;
            set => Statement.CommandType = value;
        }

        public override bool DesignTimeVisible { get; set; }

        public override UpdateRowSource UpdatedRowSource { get; set; }

        protected override DbConnection? DbConnection
        {
            get => connection;
            set => throw new NotSupportedException("The statements belong to their connection.");
        }

        protected override DbParameterCollection DbParameterCollection => Statement.Parameters;

        protected override DbTransaction? DbTransaction
        {
            get => _transaction;
            set
            {
                _transaction = value;
                Transact();
            }
        }

        private SqliteCommand Statement => _statement ?? throw new InvalidOperationException("Set CommandText first.");

        public override void Cancel() => Statement.Cancel();

        public override int ExecuteNonQuery() => Statement.ExecuteNonQuery();

        public override object? ExecuteScalar() => Statement.ExecuteScalar();

        public override void Prepare() => Statement.Prepare();

        protected override DbParameter CreateDbParameter() => Statement.CreateParameter();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Statement.ExecuteReader(behavior);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                Return();
            }

            base.Dispose(disposing);
        }

        private void Transact()
        {
            // The driver knows nothing of a snapshot, nor does it need to.
            if (_statement is not null && _transaction is not (null or ReadSnapshot))
            {
                _statement.Transaction = (SqliteTransaction)_transaction;
            }
        }

        private void Return()
        {
            if (_statement is { } statement)
            {
                _statement = null;
                connection.TakeBack(statement);
            }
        }
    }
}
