namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>The pickle of an OrderedDict of tensors, each with a storage of its own, as <c>torch.save(state_dict)</c> makes it.</summary>
internal static class TorchPickleModule
{
    /// <summary>Storage i holds entry i.</summary>
    /// <param name="entries">The tensors in their order.</param>
    /// <param name="key">Key of a dictionary around the OrderedDict; null puts the OrderedDict at the top.</param>
    public static byte[] Write(IReadOnlyList<WeightEntry> entries, string? key)
    {
        var pickle = new PickleWriter();
        if (key is not null)
        {
            pickle.Op(PickleOp.EmptyDict);
            pickle.Text(key);
        }

        pickle.EmptyOrderedDictionary();
        if (entries.Count > 0)
        {
            pickle.Op(PickleOp.Mark);
            for (var i = 0; i < entries.Count; i++)
            {
                pickle.Text(entries[i].Name);
                Tensor(pickle, entries[i], i);
            }

            pickle.Op(PickleOp.SetItems);
        }

        if (key is not null)
        {
            pickle.Op(PickleOp.SetItem);
        }

        return pickle.Finish();
    }

    // _rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks)
    private static void Tensor(PickleWriter pickle, WeightEntry entry, int storage)
    {
        pickle.Global("torch._utils._rebuild_tensor_v2");
        pickle.Op(PickleOp.Mark);
        Storage(pickle, entry, storage);
        pickle.Integer(0);
        pickle.Integers(entry.Shape);
        pickle.Integers(Strides(entry.Shape));
        pickle.Op(PickleOp.NewFalse);
        pickle.EmptyOrderedDictionary();
        pickle.Op(PickleOp.Tuple);
        pickle.Op(PickleOp.Reduce);
    }

    private static void Storage(PickleWriter pickle, WeightEntry entry, int storage)
    {
        pickle.Op(PickleOp.Mark);
        pickle.Repeated("storage", writer => writer.Text("storage"));
        pickle.Global(AllowedGlobals.StorageOf(entry.Dtype));
        pickle.Text(storage.ToString(System.Globalization.CultureInfo.InvariantCulture));
        pickle.Repeated("cpu", writer => writer.Text("cpu"));
        pickle.Integer(entry.Shape.Aggregate(1L, (product, extent) => product * extent));
        pickle.Op(PickleOp.Tuple);
        pickle.Op(PickleOp.BinPersistentId);
    }

    // As PyTorch counts them: an axis without elements counts as one.
    private static long[] Strides(IReadOnlyList<long> shape)
    {
        var strides = new long[shape.Count];
        long step = 1;
        for (var axis = strides.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = step;
            step *= Math.Max(shape[axis], 1);
        }

        return strides;
    }
}
