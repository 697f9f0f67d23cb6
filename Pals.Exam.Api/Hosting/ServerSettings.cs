using Microsoft.Data.Sqlite;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Hosting;

/// <summary>Where the database is.</summary>
public static class ServerSettings
{
    private const string DatabaseFile = "exams.db";

    /// <summary>The kind of database.</summary>
    /// <exception cref="SettingsException">The provider of the configuration is not one that the server has.</exception>
    public static DatabaseProvider Provider(IConfiguration configuration) => (Setting.Text(configuration, "Database:Provider") ?? "sqlite") switch
    {
        "sqlite" => DatabaseProvider.Sqlite,
        "sqlserver" => DatabaseProvider.SqlServer,
        var other => throw Setting.Refused("Database:Provider", other, "sqlite or sqlserver"),
    };

    /// <summary>The connection string of the configuration: the one given, or a file in the data folder, which is made.</summary>
    /// <exception cref="SettingsException">The provider needs a connection string and has none.</exception>
    public static string DatabaseConnection(IConfiguration configuration, string contentRoot)
    {
        RequireDatabase(configuration);
        if (configuration.GetConnectionString("Exams") is { Length: > 0 } given)
        {
            return given;
        }

        return new SqliteConnectionStringBuilder { DataSource = Path.Combine(DataFolder(configuration, contentRoot), DatabaseFile) }.ConnectionString;
    }

    /// <exception cref="SettingsException">The provider needs a connection string and has none, or one that it cannot read.</exception>
    internal static void RequireDatabase(IConfiguration configuration)
    {
        DatabaseProvider provider = Provider(configuration);
        if (configuration.GetConnectionString("Exams") is not { Length: > 0 } given)
        {
            if (provider != DatabaseProvider.Sqlite)
            {
                throw new SettingsException(
                    $"ConnectionStrings:Exams is empty, but Database:Provider is {SqlDialect.Of(provider).Name}: 'Server=…;Database=…' was expected.");
            }

            return;
        }

        try
        {
            ExamDatabase.RequireConnectionString(provider, given);
        }
        catch (StorageException exception)
        {
            // The string may hold a password: what stands in it is not repeated.
            throw new SettingsException($"ConnectionStrings:Exams is not as expected: {exception.Message}", exception);
        }
    }

    /// <summary>The folder of the embedded database and of what belongs to it, which is made.</summary>
    public static string DataFolder(IConfiguration configuration, string contentRoot)
    {
        string folder = Path.Combine(contentRoot, configuration["Data:Folder"] is { Length: > 0 } named ? named : "data");
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingsException($"Data:Folder is '{folder}', but a folder that the server can make was expected: {exception.Message}", exception);
        }

        return folder;
    }

    /// <summary>How long the writer waits, and how many changes may wait for it.</summary>
    public static ExamDatabaseOptions DatabaseOptions(IConfiguration configuration)
    {
        var defaults = new ExamDatabaseOptions();
        return defaults with
        {
            BusyTimeout = TimeSpan.FromSeconds(Setting.Number(configuration, "Database:BusySeconds", defaults.BusyTimeout.TotalSeconds, 0, 3600)),
            MaximumWaitingChanges = Setting.Whole(configuration, "Database:MaximumWaiting", defaults.MaximumWaitingChanges),
        };
    }
}
