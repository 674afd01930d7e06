// SPDX-License-Identifier: GPL-2.0
/*
 * An I2C bus without a wire: parts of 256 words that answer plain reads and writes as well as SMBus, which i2c-stub does not.
 * A write is a register and then words, low byte first; a read goes on from that register. Elsewhere nobody answers.
 */
#include <linux/i2c.h>
#include <linux/module.h>

#define PARTS 4
static unsigned short parts[PARTS];
static int count;
module_param_array(parts, ushort, &count, 0444);
MODULE_PARM_DESC(parts, "addresses that answer");
static unsigned short deaf;
module_param(deaf, ushort, 0644);
MODULE_PARM_DESC(deaf, "an address that does not answer for now");

static u16 words[PARTS][256];
static u8 pointers[PARTS];

static void transfer(int part, struct i2c_msg *msg)
{
	u8 *at = &pointers[part];
	u16 *word = words[part];
	int i;

	if (msg->flags & I2C_M_RD) {
		for (i = 0; i < msg->len; i++) {
			msg->buf[i] = i & 1 ? word[*at] >> 8 : word[*at] & 0xff;
			if (i & 1)
				(*at)++;
		}
		return;
	}
	for (i = 0; i < msg->len; i++) {
		if (i == 0)
			*at = msg->buf[0];
		else if (i & 1)
			word[*at] = (word[*at] & 0xff00) | msg->buf[i];
		else {
			word[*at] = (word[*at] & 0x00ff) | msg->buf[i] << 8;
			(*at)++;
		}
	}
}

static int xfer(struct i2c_adapter *adapter, struct i2c_msg *msgs, int n)
{
	int i, part;

	for (i = 0; i < n; i++) {
		for (part = 0; part < count && parts[part] != msgs[i].addr; part++)
			;
		if (part == count || msgs[i].addr == deaf)
			return -ENXIO;
		transfer(part, &msgs[i]);
	}
	return n;
}

static u32 functionality(struct i2c_adapter *adapter)
{
	return I2C_FUNC_I2C | I2C_FUNC_SMBUS_EMUL;
}

static const struct i2c_algorithm algorithm = { .master_xfer = xfer, .functionality = functionality };
static struct i2c_adapter adapter = { .owner = THIS_MODULE, .name = "ringform rig", .algo = &algorithm };

static int __init rig_init(void)
{
	return i2c_add_adapter(&adapter);
}

static void __exit rig_exit(void)
{
	i2c_del_adapter(&adapter);
}

module_init(rig_init);
module_exit(rig_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("I2C adapter without hardware, for Ringform's tests");
