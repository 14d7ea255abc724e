using SharpSat.Core.Errors;

namespace SharpSat.Core.Data;

/// <summary>An item of the data set could not be read; the message names it.</summary>
public sealed class DataReadException : InputException
{
    /// <summary>Names the item and what went wrong.</summary>
    public DataReadException(string itemName, Exception inner)
        : base($"Reading {itemName} failed: {inner?.Message}", inner!)
    {
        ItemName = itemName;
    }

    /// <summary>The item as its source names it.</summary>
    public string ItemName { get; }
}
