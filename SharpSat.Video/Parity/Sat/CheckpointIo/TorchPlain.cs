using System.Globalization;
using System.Numerics;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints.TorchPickle;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.CheckpointIo;

/// <summary>Values of a PyTorch file as JSON: tensors as nested lists, whole numbers beyond 64 bits as texts.</summary>
internal static class TorchPlain
{
    public static JToken Of(TorchValue value) => value switch
    {
        TorchScalar { Value: null } => JValue.CreateNull(),
        TorchScalar { Value: BigInteger big } => big.ToString(CultureInfo.InvariantCulture),
        TorchScalar { Value: bool or long or double or string } scalar => JToken.FromObject(scalar.Value),
        TorchSequence { Items: var items } => new JArray(items.Select(Of)),
        TorchDictionary { Pairs: var pairs } => new JObject(pairs.Select(pair => new JProperty(pair.Key.ToString(), Of(pair.Value)))),
        TorchTensor tensor => Nested(tensor),
        _ => throw new ParityUnsupportedException($"the value {value} in a PyTorch file"),
    };

    private static JToken Nested(TorchTensor tensor)
    {
        using var scope = NewDisposeScope();
        var read = tensor.Read();
        var whole = !is_floating_point(read.dtype);
        return Nested(read.to(whole ? ScalarType.Int64 : ScalarType.Float64), read.dtype == ScalarType.Bool, whole);
    }

    private static JToken Nested(Tensor tensor, bool truth, bool whole)
    {
        if (tensor.dim() > 0)
        {
            return new JArray(Enumerable.Range(0, (int)tensor.size(0)).Select(i => Nested(tensor[i], truth, whole)));
        }

        return truth ? tensor.item<long>() != 0 : whole ? tensor.item<long>() : tensor.item<double>();
    }
}
