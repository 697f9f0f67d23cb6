using Microsoft.Data.Sqlite;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Hosting;

/// <summary>Where the database is.</summary>
public static class ServerSettings
{
    private const string DatabaseFile = "exams.db";

    /// <summary>The kind of database.</summary>
    /// <exception cref="SettingsException">The provider of the configuration is not one that the server has.</exception>
    public static DatabaseProvider Provider(IConfiguration configuration) => (configuration["Database:Provider"] ?? "sqlite") switch
    {
        "sqlite" => DatabaseProvider.Sqlite,
        "sqlserver" => DatabaseProvider.SqlServer,
        var other => throw new SettingsException($"Database:Provider is '{other}', but the providers this server has are sqlite and sqlserver."),
    };

    /// <summary>The connection string of the configuration: the one given, or a file in the data folder, which is made.</summary>
    /// <exception cref="SettingsException">The provider needs a connection string and has none.</exception>
    public static string DatabaseConnection(IConfiguration configuration, string contentRoot)
    {
        if (configuration.GetConnectionString("Exams") is { Length: > 0 } given)
        {
            return given;
        }

        if (Provider(configuration) != DatabaseProvider.Sqlite)
        {
            throw new SettingsException("Database:Provider is sqlserver, which needs ConnectionStrings:Exams.");
        }

        return new SqliteConnectionStringBuilder { DataSource = Path.Combine(DataFolder(configuration, contentRoot), DatabaseFile) }.ConnectionString;
    }

    /// <summary>The folder of the embedded database and of what belongs to it, which is made.</summary>
    public static string DataFolder(IConfiguration configuration, string contentRoot)
    {
        string folder = Path.Combine(contentRoot, configuration["Data:Folder"] is { Length: > 0 } named ? named : "data");
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>How long the writer waits, and how many changes may wait for it.</summary>
    public static ExamDatabaseOptions DatabaseOptions(IConfiguration configuration)
    {
        var defaults = new ExamDatabaseOptions();
        return defaults with
        {
            BusyTimeout = TimeSpan.FromSeconds(configuration.GetValue("Database:BusySeconds", defaults.BusyTimeout.TotalSeconds)),
            MaximumWaitingChanges = configuration.GetValue("Database:MaximumWaiting", defaults.MaximumWaitingChanges),
        };
    }
}
