namespace Pals.Exam.ItemBank.Storage;

/// <summary>The database cannot be used, or a change could not be made durable: nothing of the change remains, but for one kind.</summary>
/// <seealso cref="UnknownOutcomeException"/>
public class StorageException : Exception
{
    public StorageException(string message)
        : base(message)
    {
    }

    public StorageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public StorageException()
        : base("The database cannot be used.")
    {
    }
}

/// <summary>
/// The database broke off during a commit and cannot be asked what became of it: the change is there as a whole, or nothing of it is.
/// </summary>
public sealed class UnknownOutcomeException : StorageException
{
    public UnknownOutcomeException()
        : base("The connection broke during a commit, and the database cannot be asked what became of it.")
    {
    }

    public UnknownOutcomeException(string message)
        : base(message)
    {
    }

    public UnknownOutcomeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>More changes wait than the writer takes: try again shortly. Nothing of the change remains.</summary>
public sealed class WriterBusyException : StorageException
{
    public WriterBusyException()
        : base("Too many changes are waiting to be written.")
    {
    }

    public WriterBusyException(string message)
        : base(message)
    {
    }

    public WriterBusyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>A key of the change is taken: somebody else was first. Nothing of the change remains.</summary>
public sealed class DuplicateKeyException : Exception
{
    public DuplicateKeyException()
        : base("A key of the change is taken.")
    {
    }

    public DuplicateKeyException(string message)
        : base(message)
    {
    }

    public DuplicateKeyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
