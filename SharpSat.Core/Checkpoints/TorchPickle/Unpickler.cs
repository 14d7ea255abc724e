using SharpSat.Core.Errors;

namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>
/// A pickle machine that makes data only. Every name is checked against <see cref="AllowedGlobals"/> where it occurs, used
/// or not, and nothing outside this folder is ever called.
/// </summary>
internal sealed class Unpickler(PickleReader reader, Rebuilder rebuilder)
{
    // Each opcode makes at most one small object, so this bounds memory and time (14,000 tensors need as many).
    internal const int MaxOpcodes = 500_000;
    private const int MaxProtocol = 5;

    private readonly List<TorchValue> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<long, TorchValue> _memo = [];

    // Nothing below the last mark may be popped.
    private int Floor => _marks.Count > 0 ? _marks[^1] : 0;

    /// <summary>Runs up to and including the next STOP.</summary>
    /// <exception cref="InputException">The pickle is broken, too large, or mentions a name that is not allowed.</exception>
    public TorchValue Run()
    {
        for (var count = 0; count < MaxOpcodes; count++)
        {
            var op = (PickleOp)reader.ReadByte();
            if (op == PickleOp.Stop)
            {
                var result = Pop();
                TreeBounds.Check(result, reader);
                return result;
            }

            if (PickleLiterals.Read(op, reader) is { } literal)
            {
                _stack.Add(literal);
            }
            else
            {
                Step(op);
            }
        }

        throw reader.Refuses($"has more than {MaxOpcodes} pickle instructions; no checkpoint needs so many.");
    }

    private void Step(PickleOp op)
    {
        switch (op)
        {
            case PickleOp.Protocol when reader.ReadByte() <= MaxProtocol:
                break;
            case PickleOp.Frame:
                reader.ReadInteger(8);
                break;
            case PickleOp.Mark:
                _marks.Add(_stack.Count);
                break;
            case PickleOp.Pop when _stack.Count == Floor && _marks.Count > 0:
                _marks.RemoveAt(_marks.Count - 1);
                break;
            case PickleOp.Pop:
                Pop();
                break;
            case PickleOp.PopMark:
                PopToMark();
                break;
            case PickleOp.Dup:
                _stack.Add(Top());
                break;
            case PickleOp.Global:
                _stack.Add(Global(reader.ReadLine(), reader.ReadLine()));
                break;
            case PickleOp.StackGlobal:
                var name = Text(Pop());
                _stack.Add(Global(Text(Pop()), name));
                break;
            case PickleOp.Instance:
                _stack.Add(Call(Global(reader.ReadLine(), reader.ReadLine()), Tuple(PopToMark())));
                break;
            case PickleOp.Object:
                var parts = PopToMark();
                _stack.Add(Call(parts.Count > 0 ? parts[0] : throw reader.Broken("an object has no class"), Tuple([.. parts.Skip(1)])));
                break;
            case PickleOp.Reduce:
            case PickleOp.NewObject:
                var arguments = Pop();
                _stack.Add(Call(Pop(), arguments));
                break;
            case PickleOp.NewObjectWithKeywords:
                Pop();
                goto case PickleOp.Reduce;
            case PickleOp.BinPersistentId:
                _stack.Add(rebuilder.Storage(Pop()));
                break;
            case PickleOp.Build:
                // The state of an object: attributes such as _metadata, which no tensor needs.
                Pop();
                Top();
                break;
            default:
                if (!Collect(op) && !Memo(op))
                {
                    throw reader.Broken($"instruction 0x{(byte)op:x2} is unknown or not allowed");
                }

                break;
        }
    }

    private bool Collect(PickleOp op)
    {
        switch (op)
        {
            case PickleOp.Tuple:
                _stack.Add(Tuple(PopToMark()));
                break;
            case PickleOp.Tuple1 or PickleOp.Tuple2 or PickleOp.Tuple3:
                _stack.Add(Tuple(PopLast(op - PickleOp.Tuple1 + 1)));
                break;
            case PickleOp.List:
                _stack.Add(new TorchSequence(TorchSequenceKind.List, PopToMark()));
                break;
            case PickleOp.FrozenSet:
                _stack.Add(new TorchSequence(TorchSequenceKind.Set, PopToMark()));
                break;
            case PickleOp.Dict:
                var made = PopToMark();
                _stack.Add(new TorchDictionary());
                SetAll(made);
                break;
            case PickleOp.Append:
                AddAll(PopLast(1));
                break;
            case PickleOp.Appends or PickleOp.AddItems:
                AddAll(PopToMark());
                break;
            case PickleOp.SetItem:
                SetAll(PopLast(2));
                break;
            case PickleOp.SetItems:
                SetAll(PopToMark());
                break;
            default:
                return false;
        }

        return true;
    }

    private bool Memo(PickleOp op)
    {
        switch (op)
        {
            case PickleOp.BinPut:
                _memo[reader.ReadByte()] = Top();
                break;
            case PickleOp.LongBinPut:
                _memo[reader.ReadInteger(4)] = Top();
                break;
            case PickleOp.Put:
                _memo[Number(reader.ReadLine())] = Top();
                break;
            case PickleOp.Memoize:
                _memo[_memo.Count] = Top();
                break;
            case PickleOp.BinGet:
                Recall(reader.ReadByte());
                break;
            case PickleOp.LongBinGet:
                Recall(reader.ReadInteger(4));
                break;
            case PickleOp.Get:
                Recall(Number(reader.ReadLine()));
                break;
            default:
                return false;
        }

        return true;
    }

    private static TorchSequence Tuple(List<TorchValue> items) =>
        items.Count == 0 ? TorchSequence.EmptyTuple : new TorchSequence(TorchSequenceKind.Tuple, items);

    private TorchValue Call(TorchValue callable, TorchValue arguments) => rebuilder.Call(callable, arguments);

    private TorchPlaceholder Global(string module, string name) =>
        AllowedGlobals.Find(module, name) is { } known ? new TorchPlaceholder(known) : throw reader.Refuses(AllowedGlobals.Refusal(module, name));

    private string Text(TorchValue value) => value is TorchScalar { Value: string text } ? text : throw reader.Broken("a name is not a text");

    private long Number(string digits) => long.TryParse(digits, out var number) ? number : throw reader.Broken("a memo index is not a number");

    private void Recall(long index) =>
        _stack.Add(_memo.TryGetValue(index, out var value) ? value : throw reader.Broken($"memo {index} was never stored"));

    private void AddAll(List<TorchValue> items)
    {
        if (Top() is not TorchSequence { IsFrozen: false } target)
        {
            throw reader.Broken("something is appended to what is not a list");
        }

        items.ForEach(target.Add);
    }

    private void SetAll(List<TorchValue> items)
    {
        if (Top() is not TorchDictionary target || items.Count % 2 != 0)
        {
            throw reader.Broken("keys and values are put into what is not a dictionary, or are not pairs");
        }

        for (var i = 0; i < items.Count; i += 2)
        {
            target.Set(items[i], items[i + 1]);
        }
    }

    private TorchValue Top() => _stack.Count > Floor ? _stack[^1] : throw reader.Broken("the stack is empty");

    private TorchValue Pop()
    {
        var top = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private List<TorchValue> PopLast(int count)
    {
        if (_stack.Count - Floor < count)
        {
            throw reader.Broken("the stack is empty");
        }

        var items = _stack.GetRange(_stack.Count - count, count);
        _stack.RemoveRange(_stack.Count - count, count);
        return items;
    }

    private List<TorchValue> PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw reader.Broken("a mark is missing");
        }

        var items = PopLast(_stack.Count - Floor);
        _marks.RemoveAt(_marks.Count - 1);
        return items;
    }
}
