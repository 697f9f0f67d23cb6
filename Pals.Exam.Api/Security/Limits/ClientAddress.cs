using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.HttpOverrides;
using Pals.Exam.Api.Hosting;
using IPNetwork = System.Net.IPNetwork;

namespace Pals.Exam.Api.Security.Limits;

/// <summary>The address that a request came from, and which proxies are believed about it.</summary>
internal static class ClientAddress
{
    private const int PrefixBytes = 8;

    /// <summary>The address to count by: of IPv6 the first 64 bits, since who has one such network can choose the rest at will.</summary>
    public static string Of(HttpContext context)
    {
        IPAddress? address = context.Connection.RemoteIpAddress;
        if (address is null)
        {
            return "";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 ? $"{Convert.ToHexString(address.GetAddressBytes()[..PrefixBytes])}::/64" : address.ToString();
    }

    /// <summary>Takes client address and scheme from the forwarding headers of the proxies in <c>Proxies:Known</c>, and of nobody else.</summary>
    public static void AddKnownProxies(this IServiceCollection services) =>
        services.AddOptions<ForwardedHeadersOptions>().Configure<IConfiguration>(Configure);

    internal static void Configure(ForwardedHeadersOptions options, IConfiguration configuration)
    {
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        IConfigurationSection known = configuration.GetSection("Proxies:Known");
        string[] entries = [.. (known.Value ?? "").Split(','), .. known.GetChildren().Select(child => child.Value ?? "")];
        foreach (string entry in entries.Where(entry => entry.Length > 0))
        {
            if (IPAddress.TryParse(entry, out IPAddress? proxy))
            {
                options.KnownProxies.Add(proxy);
            }
            else if (IPNetwork.TryParse(entry, out IPNetwork network))
            {
                options.KnownIPNetworks.Add(network);
            }
            else
            {
                throw Setting.Refused(known.Path, entry, "an address or a network such as 10.0.0.0/8");
            }
        }

        if (options.KnownProxies.Count + options.KnownIPNetworks.Count > 0)
        {
            // Any number of hops: the first that is not known is the client, whatever it says.
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.ForwardLimit = null;
        }
    }
}
