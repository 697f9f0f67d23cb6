namespace Pals.Exam.LoadTest.Runs;

/// <summary>One closed loop: it sends its next request when the response to the one before has come.</summary>
internal interface IWorker
{
    /// <summary>True when the next step starts an exam, which has no time at which it is due.</summary>
    bool IsBetweenExams { get; }

    /// <summary>Sends one request and checks its response; its latency counts from <paramref name="due"/>, a time stamp.</summary>
    Task Step(long due);
}

/// <summary>A response that a correct server would not have sent.</summary>
internal sealed class CheckFailedException : Exception
{
    public CheckFailedException(string message)
        : base(message)
    {
    }

    public CheckFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public CheckFailedException()
    {
    }
}
