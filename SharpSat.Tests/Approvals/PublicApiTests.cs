using System.Reflection;
using PublicApiGenerator;
using SharpSat.Core.Models;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Engine;

namespace SharpSat.Tests.Approvals;

/// <summary>What users can call. A change shows here, and is approved by renaming the received file.</summary>
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions Options = new() { IncludeAssemblyAttributes = false };

    [TestCase(typeof(BaseModel))]
    [TestCase(typeof(LoraMixin))]
    [TestCase(typeof(VideoPipeline))]
    public void PublicApi_IsApproved(Type member)
    {
        Assembly assembly = member.Assembly;
        Approval.Verify($"Api/{assembly.GetName().Name}", assembly.GeneratePublicApi(Options));
    }
}
