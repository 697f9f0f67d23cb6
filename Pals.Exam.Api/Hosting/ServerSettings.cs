using Microsoft.Data.Sqlite;

namespace Pals.Exam.Api.Hosting;

/// <summary>Where the database is.</summary>
public static class ServerSettings
{
    private const string DatabaseFile = "exams.db";

    /// <summary>The connection string of the configuration: the one given, or a file in the data folder, which is made.</summary>
    /// <exception cref="InvalidOperationException">The provider of the configuration is not one that the server has.</exception>
    public static string DatabaseConnection(IConfiguration configuration, string contentRoot)
    {
        string provider = configuration["Database:Provider"] ?? "sqlite";
        if (provider != "sqlite")
        {
            throw new InvalidOperationException($"Database:Provider is '{provider}', but the provider this server has is sqlite.");
        }

        if (configuration.GetConnectionString("Exams") is { Length: > 0 } given)
        {
            return given;
        }

        string folder = Path.Combine(contentRoot, configuration["Data:Folder"] is { Length: > 0 } named ? named : "data");
        Directory.CreateDirectory(folder);
        return new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, DatabaseFile) }.ConnectionString;
    }
}
