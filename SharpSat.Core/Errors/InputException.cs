namespace SharpSat.Core.Errors;

/// <summary>
/// Something the user gave (a file, a setting, a size) cannot be used. The message names the thing, the rule and,
/// where there is one, the nearest legal value. The command line shows it without a stack trace and exits with 2.
/// </summary>
public class InputException : Exception
{
    /// <summary>Creates the error with its complete message.</summary>
    public InputException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its complete message and the failure underneath.</summary>
    public InputException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
