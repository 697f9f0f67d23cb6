namespace Pals.Exam.ItemBank.Commands;

/// <summary>What a command tells the shell.</summary>
public enum ExitCode
{
    Success = 0,

    /// <summary>The input was good but the work failed: a calibration that did not converge, a bank with findings.</summary>
    WorkFailed = 1,

    /// <summary>Bad usage or bad input; one clear line says what and where.</summary>
    BadInput = 2,
}
