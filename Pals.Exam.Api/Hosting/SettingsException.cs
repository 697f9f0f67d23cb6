namespace Pals.Exam.Api.Hosting;

/// <summary>A setting with which the server cannot start; the message names it and says what is expected.</summary>
public sealed class SettingsException : Exception
{
    public SettingsException(string message)
        : base(message)
    {
    }

    public SettingsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public SettingsException()
        : base("A setting is not valid.")
    {
    }
}
